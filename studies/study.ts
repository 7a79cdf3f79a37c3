/** What a shipped study is. */
export interface StudyOptions {
  /** Folder of the page; made if missing. */
  readonly out: string
  /** Runs at a time. */
  readonly jobs: number
}
export interface Study {
  readonly id: string
  readonly about: string
  /** Runs everything, shows its way on the terminal, and returns the path of the page. */
  run(options: StudyOptions): Promise<string>
}
