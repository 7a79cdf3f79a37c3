/** What is written, and in a line what it holds. */
export interface Exported {
  readonly bytes: Uint8Array
  readonly what: string
}
