/** A figure as data, the same on the server and in the page's script. */

/** What a figure can be drawn over; `other` where it has an axis of its own. */
export type Over = 'flops' | 'gradients' | 'seconds' | 'step' | 'other'
export interface Scale {
  readonly label: string
  readonly domain: readonly [number, number]
  readonly ticks: readonly (readonly [at: number, text: string])[]
}
/** An axis as it can be chosen; `usual` is what it is before a choice. */
export interface Ends {
  readonly log?: Scale
  readonly linear?: Scale
  readonly usual: 'log' | 'linear'
}
/** Numbers that leave a gap where they are null, the same for every axis or one list each. */
export type Column = readonly (number | null)[]
export type Columns = Column | Readonly<Partial<Record<Over, Column>>>
export interface Line {
  /** Of the optimizer: its colour, and what hides it. */
  readonly row: number
  readonly kind: 'line' | 'steps' | 'dots' | 'dashed'
  readonly x: Columns
  readonly y: Columns
  /** A band around it. */
  readonly low?: Columns
  readonly high?: Columns
  /** Ends in a cross: the run left its bounds. */
  readonly broken?: true
  /** One of several runs of its row. */
  readonly thin?: true
  /** Points with a stroke across: runs that ended before what was waited for. */
  readonly censored?: Columns
  /** Dots with a ring around them, by their places. */
  readonly ringed?: readonly number[]
}
export interface Figure {
  readonly id: string
  readonly title: string
  readonly width: number
  readonly height: number
  /** Names of rows stand to the right, in so many pixels; 0 where they do not. */
  readonly names: number
  readonly x: Readonly<Partial<Record<Over, Ends>>>
  readonly y: Ends
  readonly lines: readonly Line[]
  /** A level that is drawn across, with its name. */
  readonly levels: readonly { readonly y: number; readonly label: string }[]
}
export interface Look {
  readonly label: string
  readonly stroke: string
  readonly dash: string
}
/** `auto`: each axis as it usually is. */
export interface Choice {
  readonly over: Over
  readonly x: 'auto' | 'log' | 'linear'
  readonly y: 'auto' | 'log' | 'linear'
}
