import type { StrategySet } from '../contract.ts'
import { hostPoint, joinBlocks, layoutSize, Point, type Layout } from '../point.ts'

/** One set a block of the layout: every operation block by block. Throws where the numbers of blocks and sets differ. */
export function productSet(layout: Layout, sets: readonly StrategySet[]): StrategySet {
  if (sets.length !== layout.length)
    throw new Error(`product: one set a block is needed, got ${sets.length} sets for ${layout.length} blocks`)
  const split = (x: Point): Point[] =>
    x.data instanceof Float64Array
      ? new Point(layout, x.data).hostBlocks().map((part, i) => new Point([layout[i]!], part))
      : new Point(layout, x.data).blocks().map((part, i) => new Point([layout[i]!], part.reshape([layoutSize([layout[i]!])])))
  const join = (x: Point, parts: readonly Point[]): Point =>
    x.with(
      x.data instanceof Float64Array
        ? hostPoint(
            layout,
            parts.map(p => p.host),
          ).data
        : joinBlocks(
            layout,
            parts.map(p => p.tensor),
          ).data,
    )
  const measured = sets.some(s => s.violation)
  return {
    name: `product[${sets.map(s => s.name).join(',')}]`,
    kind: sets.some(s => s.kind === 'function') ? 'function' : 'set',
    convex: sets.every(s => s.convex),
    separable: sets.every(s => s.separable),
    prox: (x, η) =>
      join(
        x,
        split(x).map((part, i) => sets[i]!.prox(part, η)),
      ),
    ...(sets.every(s => s.mirror) && {
      mirror: (x, g, η) => {
        const gs = split(g)
        return join(
          x,
          split(x).map((part, i) => sets[i]!.mirror!(part, gs[i]!, η)),
        )
      },
    }),
    ...(sets.every(s => s.extreme) && {
      extreme: g =>
        join(
          g,
          split(g).map((part, i) => sets[i]!.extreme!(part)),
        ),
    }),
    ...(sets.every(s => s.diameter) && {
      diameter: () => Math.hypot(...sets.map((s, i) => s.diameter!(layoutSize([layout[i]!])))),
    }),
    ...(measured && {
      violation: x =>
        new Point(layout, x).hostBlocks().reduce((most, part, i) => Math.max(most, sets[i]!.violation?.(part) ?? 0), 0),
    }),
  }
}
