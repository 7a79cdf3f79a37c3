import type { StudyResults } from './store/stored-run.ts'

/** What a shipped study is that is no file. */
export interface StudyOptions {
  /** Folder of the page; made if missing. */
  readonly out: string
  /** Runs at a time. */
  readonly jobs: number
  /** Stops with everything saved. */
  readonly signal?: AbortSignal
}
/** What came out. */
export interface Found {
  /** What the runs showed, a sentence each, the verdict first. */
  readonly verdict: readonly string[]
  /** The path of the page. */
  readonly page: string
}
export interface Study {
  readonly id: string
  readonly about: string
  /** Makes what is not made yet and shows its way on the terminal; null where it was stopped. */
  run(options: StudyOptions): Promise<Found | null>
  /** Writes the page of what its folder holds. Throws a sentence where it is not all there. */
  report(results: StudyResults, out: string): Promise<Found>
}
