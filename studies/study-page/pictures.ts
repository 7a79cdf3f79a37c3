/** What every optimizer draws over training: a line a row, a place a step. */
import { escaped } from '../report/markup.ts'
import { pictureSource } from '../report/picture.ts'
import { spaced } from '../run-page/pictures.ts'
import type { Cell, Done } from './gathered.ts'

/** Pictures of a line, and of a page's game: larger studies show fewer of each run. */
const [mostOfRun, mostOfGame] = [6, 96]

/** The run of a cell whose pictures are shown: the one of the first seed that has some. */
const pictured = (cell: Cell): Done | undefined => cell.done.find(d => d.run.pictures.length > 0)

/** Nothing where no pictures were kept. */
export function picturesOf(cells: readonly Cell[]): string {
  const shown = cells.flatMap(cell => {
    const done = pictured(cell)
    return done ? [{ cell, done }] : []
  })
  if (shown.length === 0) return ''
  const each = Math.max(2, Math.min(mostOfRun, Math.floor(mostOfGame / shown.length)))
  const columns = Math.max(...shown.map(s => Math.min(each, s.done.run.pictures.length)))
  const lines = shown.map(({ cell, done }) => {
    const images = spaced(done.run.pictures, each).map(
      ({ step, picture }) =>
        `<div><img src="${pictureSource(picture)}" alt="${escaped(`${cell.row.label} at step ${step}`)}" loading="lazy"><small>step ${step}</small></div>`,
    )
    return `<div class="draws r${cell.index}"><b>${escaped(cell.row.label)}</b><div class="way" style="--columns: ${columns}">${images.join('')}</div></div>`
  })
  const seeds = new Set(shown.map(s => s.done.seed))
  const whose = seeds.size === 1 ? `seed ${[...seeds][0]!}` : 'the first seed that has pictures'
  return `<h3>Pictures over training</h3><figure class="training">${lines.join('')}<figcaption>Answers of ${whose}, at steps spaced over the run.</figcaption></figure>`
}
