/** What the page of a run does when a slider moves. Its source is put into the page as it stands. */

/** One figure's pictures as its script finds them: bytes in base64. */
export interface Slides {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly mean: string
  readonly directions: readonly { readonly step: number; readonly bytes: string }[]
}

/** Shows the controls of a figure and draws mean + Σ aᵢdᵢ whenever one of them moves. */
export function slide(id: string): void {
  const figure = document.getElementById(id)!
  const { width, height, channels, mean, directions } = JSON.parse(figure.querySelector('script')!.textContent) as Slides
  const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), c => c.charCodeAt(0))
  const [middle, parts] = [bytes(mean), directions.map(d => bytes(d.bytes))]
  const context = figure.querySelector('canvas')!.getContext('2d')!
  const image = context.createImageData(width, height)
  const inputs = [...figure.querySelectorAll<HTMLInputElement>('input')]
  const draw = (): void => {
    const a = inputs.map(input => Number(input.value))
    for (let e = 0; e < middle.length; e++) {
      let level = middle[e]!
      for (let i = 0; i < a.length; i++) level += 255 * a[i]! * directions[i]!.step * (parts[i]![e]! - 128)
      const at = 4 * Math.floor(e / channels) + (e % channels)
      image.data[at] = level
      if (channels === 1) image.data[at + 1] = image.data[at + 2] = image.data[at]
    }
    for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255
    context.putImageData(image, 0, 0)
    inputs.forEach((input, i) => {
      input.nextElementSibling!.textContent = a[i]!.toFixed(1).replace('-', '−')
    })
  }
  const set = (value: (i: number) => number) => (): void => {
    inputs.forEach((input, i) => (input.value = String(value(i))))
    draw()
  }
  // A normal number by Box and Muller, within the slider's ends.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
  const [random, reset] = figure.querySelectorAll('button')
  random!.addEventListener('click', set(normal))
  reset!.addEventListener(
    'click',
    set(() => 0),
  )
  for (const input of inputs) input.addEventListener('input', draw)
  figure.querySelector<HTMLElement>('.live')!.hidden = false
  draw()
}
