/** What the page does when a control is used. Its source is put into the page as it stands, beside that of `plot`. */
import type { Choice, Column, Figure, Look, Over } from './figure.ts'
import type { plot } from './plot.ts'

/** The figures of a page as its script finds them. */
export interface Data {
  readonly looks: readonly Look[]
  readonly figures: readonly Figure[]
}
/** The same with every column of numbers once: in lines of figures stands the place of each. */
export interface Packed {
  readonly columns: readonly Column[]
  readonly data: unknown
}

/** Draws every figure anew on the axes chosen, and on narrow paper as wide as that is; ticks all rows or none. */
export function interact(draw: typeof plot): void {
  const root = document.documentElement
  root.classList.add('live')
  let data: Data | null = null
  const read = (): Data => {
    if (data) return data
    const packed = JSON.parse(document.getElementById('data')!.textContent) as Packed
    const unpacked = (v: number | Record<string, number>): unknown =>
      typeof v === 'number'
        ? packed.columns[v]
        : Object.fromEntries(Object.entries(v).map(([over, at]) => [over, packed.columns[at]]))
    data = packed.data as Data
    for (const { lines } of data.figures)
      for (const line of lines) {
        const named = line as unknown as Record<string, unknown>
        for (const name of ['x', 'y', 'low', 'high', 'censored'])
          if (name in named) named[name] = unpacked(named[name] as number | Record<string, number>)
      }
    return data
  }
  const chosen = (name: string): string => document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? ''
  const narrow = 620
  let drawn = ''
  const redraw = (): void => {
    const choice = { over: chosen('over') as Over, x: chosen('x'), y: chosen('y') } as Choice
    const room = Math.min(narrow, document.querySelector('main')!.clientWidth - 32)
    const now = JSON.stringify([choice, room < narrow ? room : narrow])
    if (now === drawn) return
    drawn = now
    for (const figure of read().figures) {
      const place = document.getElementById(`f-${figure.id}`)
      if (!place) continue
      const small = room < narrow && figure.width > room
      place.innerHTML = draw(
        small ? { ...figure, width: room, height: Math.min(figure.height, 280), names: 0 } : figure,
        read().looks,
        choice,
      )
    }
  }
  const initial = JSON.stringify([{ over: chosen('over'), x: chosen('x'), y: chosen('y') }, narrow])
  drawn = initial
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="over"], input[name="x"], input[name="y"]'))
    input.addEventListener('change', redraw)
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-rows]'))
    button.addEventListener('click', () => {
      for (const box of document.querySelectorAll<HTMLInputElement>('.rows input')) box.checked = button.dataset.rows === 'all'
    })
  addEventListener('resize', redraw)
  // A browser that goes back to a page ticks what was ticked.
  redraw()
}
