/** Samples of the mixture's components, with their weights. */
import { escaped } from '../report/markup.ts'
import { pngSource } from '../report/picture.ts'

export interface SamplePanel {
  readonly title: string
  readonly about: string
  readonly png: Uint8Array
  /** Of a component. */
  readonly weight?: number
}

const bar = (weight: number | undefined): string =>
  `<div class="share">${weight === undefined ? '' : `<i style="width: ${(100 * weight).toFixed(1)}%"></i>`}</div>`

/** Nothing of games that cannot be seen. */
export function panelsSection(panels: readonly SamplePanel[]): string {
  if (panels.length === 0) return ''
  const cells = panels.map(
    ({ title, about, png, weight }) =>
      `<div><img src="${pngSource(png)}" alt="${escaped(`${title} ${about}`)}">${bar(weight)}${escaped(title)} <small>${escaped(about)}</small></div>`,
  )
  const columns = Math.min(4, Math.max(3, panels.length))
  return `<h2>Components</h2><figure class="samples mixed" style="--columns: ${columns}">${cells.join('')}</figure>`
}
