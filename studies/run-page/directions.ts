/** The figure of principal directions: a slider each beside the picture that they make, and a strip that needs no script. */
import type { Directions } from '../../core/figure.ts'
import type { Picture } from '../../core/picture.ts'
import { pictureSource } from '../report/picture.ts'
import { slide, type Slides } from './slide.ts'

/** Places along a direction in the strip, as shares of the span. */
const places = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1] as const

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** mean + a·d along every direction, a row a direction, one dark pixel between pictures. */
function strip({ width, height, channels, span, mean, directions }: Directions): Picture {
  const middle = bytesOf(mean)
  const [W, H] = [places.length * (width + 1) - 1, directions.length * (height + 1) - 1]
  const levels = new Float64Array(W * H * channels)
  directions.forEach(({ step, bytes }, row) => {
    const d = bytesOf(bytes)
    places.forEach((share, column) => {
      middle.forEach((byte, e) => {
        const [pixel, c] = [Math.floor(e / channels), e % channels]
        const y = row * (height + 1) + Math.floor(pixel / width)
        const x = column * (width + 1) + (pixel % width)
        levels[(y * W + x) * channels + c] = byte / 255 + share * span * step * (d[e]! - 128)
      })
    })
  })
  return { width: W, height: H, channels, levels }
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`

/** `id` is the element's, one of a kind in the page. */
export function directionsFigure(all: Directions, id: string): string {
  const { width, height, channels, mean, directions, span } = all
  const slides: Slides = { width, height, channels, mean, directions: directions.map(({ step, bytes }) => ({ step, bytes })) }
  const sliders = directions.map(
    ({ share }, i) =>
      `<label><span>${i + 1} · ${percent(share)}</span><input type="range" min="${-span}" max="${span}" step="0.1" value="0" autocomplete="off" aria-label="direction ${i + 1}, ${percent(share)} of the variance"><output>0.0</output></label>`,
  )
  const source = pictureSource(strip(all))
  const shares = directions.map(({ share }, i) => `<li>${i + 1} · ${percent(share)}</li>`).join('')
  const share = directions.reduce((sum, d) => sum + d.share, 0)
  const said = `The ${directions.length} directions of largest variance, ${percent(share)} of it all, from −${span} to ${span} standard deviations: what one number of the latent row changes in the picture.`
  return [
    `<figure class="directions" id="${id}"><script type="application/json">${JSON.stringify(slides)}</script>`,
    `<div class="live" hidden><canvas width="${width}" height="${height}" role="img" aria-label="the picture at these sliders"></canvas>`,
    `<div class="sliders">${sliders.join('')}<p><button type="button">draw one</button><button type="button">mean picture</button></p></div></div>`,
    `<div class="strip"><ol>${shares}</ol><img src="${source}" width="${places.length * (width + 1) - 1}" alt="pictures along each direction, a row a direction, the mean picture in the middle"></div>`,
    `<figcaption>${said}</figcaption></figure>`,
    `<script>(() => { const __name = f => f;\n(${String(slide)})(${JSON.stringify(id)}) })()</script>`,
  ].join('')
}
