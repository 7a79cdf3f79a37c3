/** The pictures of a run: what its answer drew last, and how it came there. */
import { pngSource } from '../report/picture.ts'
import { escaped } from '../report/markup.ts'
import type { RunRecord, Snapshot } from './record.ts'

/** Pictures of one metric in a page, and bytes of all its PNG files together. */
const [mostPictures, mostBytes] = [8, 6e6]
/** Pixels of the page's column, and between two pictures. */
const [column, gap] = [912, 16]

/** At most n of them, the first and the last always, evenly by their number. */
export const spaced = <T>(all: readonly T[], n: number): T[] =>
  all.length <= n || n < 2
    ? all.slice(n < 2 ? -1 : 0)
    : Array.from({ length: n }, (_, i) => all[Math.round((i * (all.length - 1)) / (n - 1))]!)

/** As many as a page holds: fewer where they are large, the last one always. */
function chosen(all: readonly Snapshot[]): Snapshot[] {
  for (let n = mostPictures; n > 1; n--) {
    const some = spaced(all, n)
    if (some.reduce((sum, { png }) => sum + png.length, 0) <= mostBytes) return some
  }
  return all.slice(-1)
}

/** Width of a PNG file: the first field of its IHDR. */
const widthOf = (png: Uint8Array): number => new DataView(png.buffer, png.byteOffset).getUint32(16)

/** Pixels enlarged a whole number of times; a picture wider than the room is made smaller, smoothly. */
function image({ metric, step, png }: Snapshot, room: number): string {
  const width = widthOf(png)
  const drawn = width * Math.floor(room / width) || room
  return `<img${drawn < width ? ' class="smooth"' : ''} width="${drawn}" src="${pngSource(png)}" alt="${escaped(`${metric} at step ${step}`)}">`
}

/** The last one large, two places wide and high, and around it how the answer came there. */
function ofMetric(metric: string, all: readonly Snapshot[]): string {
  const some = chosen(all)
  const last = some.at(-1)!
  const room = (places: number): number => Math.floor((column - gap * (places - 1)) / places)
  const places = widthOf(last.png) <= room(4) ? 4 : 3
  const cell = (s: Snapshot, width: number, kind: string): string =>
    `<div${kind}>${image(s, width)}<small>step ${s.step}</small></div>`
  const way = some.slice(0, -1).map(s => cell(s, room(places), ''))
  const large = cell(last, 2 * room(places) + gap, ' class="last"')
  return `<h2>${escaped(metric)}</h2><figure class="way" style="--columns: ${places}">${large}${way.join('')}</figure>`
}

/** Nothing where no metric has a picture. What a figure says better is left to it: components, whose weights it writes. */
export const picturesSection = ({ snapshots, figures }: RunRecord): string =>
  [...new Set(snapshots.map(s => s.metric))]
    .filter(metric => !figures.some(f => f.metric === metric && f.figure.kind === 'components'))
    .map(metric =>
      ofMetric(
        metric,
        snapshots.filter(s => s.metric === metric),
      ),
    )
    .join('')
