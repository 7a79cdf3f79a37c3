/** What a shipped study is. */
export interface StudyOptions {
  /** Folder of the page; made if missing. */
  readonly out: string
  /** Runs at a time. */
  readonly jobs: number
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
  /** Runs everything and shows its way on the terminal. */
  run(options: StudyOptions): Promise<Found>
}
