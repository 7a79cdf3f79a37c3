/** What is used of the npm package scs-solver 1.0.2 (SCS 3 as WASM), which ships no types. Columns of A are compressed (CSC). */
declare module 'scs-solver' {
  export interface ScsData {
    readonly m: number
    readonly n: number
    readonly A_x: readonly number[]
    readonly A_i: readonly number[]
    readonly A_p: readonly number[]
    readonly P_x?: readonly number[]
    readonly P_i?: readonly number[]
    readonly P_p?: readonly number[]
    readonly b: readonly number[]
    readonly c: readonly number[]
  }
  export interface ScsCone {
    readonly z: number
    readonly l: number
    readonly q: readonly number[]
    readonly qsize: number
  }
  export interface ScsSettings {
    epsAbs: number
    epsRel: number
    epsInfeas: number
    maxIters: number
    verbose: number
  }
  export interface ScsSolution {
    /** Absent where there is none (infeasible, unbounded). */
    readonly x?: readonly number[]
    readonly y?: readonly number[]
    readonly s?: readonly number[]
    readonly status: string
    readonly info: { readonly iter: number; readonly status: string }
  }
  export interface Scs {
    readonly ScsSettings: new () => ScsSettings
    setDefaultSettings(settings: ScsSettings): void
    solve(data: ScsData, cone: ScsCone, settings: ScsSettings): ScsSolution
  }
  export default function createSCS(module?: { print?(line: string): void; printErr?(line: string): void }): Promise<Scs>
}
