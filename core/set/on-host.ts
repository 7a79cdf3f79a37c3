import type { StrategySet } from '../contract.ts'
import { asTensor } from '../scalar.ts'
import { proxOnHost, type HostMap } from './host-map.ts'
import { proximalStep } from './step.ts'

/** A set or a convex function by its proximal map on the host. */
export interface OnHost extends HostMap, Pick<StrategySet, 'kind' | 'violation'> {}

/**
 * A set whose proximal map needs a decomposition or a solver. A compiled step is cut around it: what lies between stays ONNX, this is
 * computed on the host in double precision; an eager step reads the point. Its derivative, where there is one, serves `analyze`.
 */
export function onHost({ kind, violation, ...map }: OnHost): StrategySet {
  const prox: StrategySet['prox'] = (x, η) =>
    x.with(x.data instanceof Float64Array ? map.prox(x.data, Number(η)) : proxOnHost(map, x.data, asTensor(η)))
  const { dprox } = map
  return {
    name: map.name,
    kind,
    convex: true,
    separable: false,
    host: true,
    prox,
    mirror: proximalStep(prox),
    ...(dprox ? { dprox: (x, η, v) => x.with(dprox(x.host, Number(η), v.host)) } : {}),
    ...(violation ? { violation } : {}),
  }
}
