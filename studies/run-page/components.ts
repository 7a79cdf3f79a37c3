/** The figure of a mixture's components: a panel each, with its weight. */
import type { Components, Levels } from '../../core/figure.ts'
import { pictureSource } from '../report/picture.ts'

type Panel = Components['panels'][number]

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`
const percentOf = (share: number): string => (100 * share).toFixed(2)

/** Widest that a panel is drawn, in pixels: of a strip the page's column, of a square a quarter of it. */
const widest = (strips: boolean): number => (strips ? 640 : 213)

function image({ width, height, channels, bytes }: Levels, room: number, alt: string): string {
  const levels = Float64Array.from(Buffer.from(bytes, 'base64'), x => x / 255)
  const drawn = width * Math.max(1, Math.floor(room / width))
  return `<img width="${drawn}" src="${pictureSource({ width, height, channels, levels })}" alt="${alt}">`
}
const realPanel = (real: Levels, room: number): string =>
  `<li><span class="name">real</span>${image(real, room, 'real samples')}<span class="weight"></span></li>`

function panel({ index, weight, inside, ...levels }: Panel, room: number): string {
  return [
    `<li><span class="name">${index}</span>`,
    image(levels, room, `samples of component ${index}, weight ${percent(weight)}`),
    `<span class="bar"><i style="width: ${percentOf(weight)}%"></i></span><span class="weight">${percent(weight)}</span>`,
    `${inside < 0.9995 ? `<small>${percent(inside)} of its samples are in the frame</small>` : ''}</li>`,
  ].join('')
}

export function componentsFigure({ all, strips, real, panels }: Components): string {
  const shown = panels.reduce((sum, p) => sum + p.weight, 0)
  const which =
    panels.length === all
      ? `All ${all} components of the generator’s mixture, with their weights.`
      : `${panels.length} of the ${all} components of the generator’s mixture, chosen by weight; they have ${percent(shown)} of it.`
  const said =
    all === 1
      ? 'The generator plays one strategy.'
      : `${which}${strips ? ' Pictures above one another have the same latents.' : ' All in one frame, white where the real data are densest.'}`
  const kind = strips ? 'strips' : 'squares'
  return `<figure class="components"><ol class="${kind}">${real ? realPanel(real, widest(strips)) : ''}${panels.map(p => panel(p, widest(strips))).join('')}</ol><figcaption>${said}</figcaption></figure>`
}
