/** Everything that a program or a plugin needs. `saddlepoint/conformance` has the test suite for plugins. */

// Definitions: what a plugin is made of.
export * from './core/claims.ts'
export * from './core/define.ts'
export { choice, flag, int, matrix, num, numberAmong, numbers, optional, stepSize, variant, word } from './core/config/options.ts'
export type { ConfigOf, Option, Place, Schema } from './core/config/option.ts'

// The interfaces.
export type * from './core/contract.ts'

// Points, profiles, mixtures and their arithmetic.
export { hostPoint, joinBlocks, layoutSize, Point, vectorLayout, type Block, type Carrier, type Layout } from './core/point.ts'
export { Profile, scaled, scalarOf, type PerPlayer } from './core/profile.ts'
export { dirac, pure, uniform, type Mixture } from './core/mixture.ts'
export { asTensor, constant, inverseRoot, larger, product, quotient, scalar, total, type Scalar } from './core/scalar.ts'
export { scheduled, type Schedule, type StepSize } from './core/stepsize.ts'
export { snapshotTable, type Snapshots, type SnapshotTable } from './core/snapshots.ts'
export { hostTensor, sizeOf, type HostTensor } from './core/host.ts'
export type { HostTree } from './core/tree.ts'
export { enlarged, type Picture, type PictureForm } from './core/picture.ts'
export { key, type Key } from './core/key.ts'

// Sets.
export { ball, box, free, l1, nuclearNorm, orthant, productSet, psdCone, simplex, sphereRows } from './core/set/sets.ts'
export { onHost, type OnHost } from './core/set/on-host.ts'

// Derivatives that are right at every order.
export { gradients, jvp, stopGradient, vjp, type Gradients } from './core/calculus/gradient.ts'

// Parts of games and players.
export { withMixtures, type MixOptions } from './games/mix.ts'
export { withPenalty, type Penalty } from './games/penalty.ts'
export { activation, activationNames, type Activation, type ActivationName } from './players/layers/activations.ts'
export { batchNorm } from './players/layers/batch-norm.ts'
export { convolution, type Convolution } from './players/layers/convolution.ts'
export { dense, denseBlocks, denseLayer, denseStart, denseWeights, type Dense } from './players/layers/dense.ts'
export { globalMean } from './players/layers/global-mean.ts'
export { initialWeights, initNames, type Init, type InitName } from './players/layers/initializers.ts'
export { chain, compose, fixed, stages, type BatchMap, type Layer, type MatrixLayer } from './players/layers/layer.ts'
export { residual } from './players/layers/residual.ts'
export { spectralNorm } from './players/layers/spectral-norm.ts'
export { transposedConvolution } from './players/layers/transposed-convolution.ts'

// Putting a run together and running it.
export { createLab, type Assembled, type Lab, type Request } from './core/lab.ts'
export { loadPlugins, type Loaded } from './core/plugin-load.ts'
export { builtin } from './plugins/builtin.ts'
export { formatSelector, parseSelector } from './core/selector-parse.ts'
export type { Selector, Value } from './core/selector.ts'
export { defaultExecution, engineOf, type Execution } from './core/execute.ts'
export type { Advanced, Engine, StateData } from './core/engine.ts'
export { backend, backends, type Backend, type BackendName } from './core/backend.ts'
export {
  doubleOracle,
  type Atom,
  type DoubleOracleOptions,
  type MetaGame,
  type NashConv,
  type Round,
} from './core/double-oracle/double-oracle.ts'
export { everySteps, growingSteps, run, type RunOptions, type Tick } from './core/run.ts'
export type { Budget, Meter } from './core/budget.ts'
export type { Outcome } from './core/outcome.ts'
export { measure, record, thin, until, type Measured } from './core/measure.ts'
export { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './core/checkpoint.ts'
export { networkModel, type ModelNotes, type NotedModel, type TrainedNetwork } from './core/compile/network/model.ts'
export { namedWeights, startingAt, startingFrom, type StartingWeights } from './core/named-weights.ts'
export { decodeSafetensors, encodeSafetensors, type Safetensors, type Tensors, type TensorType } from './core/safetensors.ts'
export { Refusal } from './core/refusal.ts'

// Comparative studies as data.
export { defineStudy, type StudyFile } from './studies/plan/study-file.ts'
export { readStudy, type ReadStudy } from './studies/plan/read-study.ts'
export type { Plan, PlannedRun, RunSpec } from './studies/plan/plan.ts'
