/** How rows are told apart: ten colours, then dashes, so that forty rows have looks of their own. */
import type { Look } from './figure.ts'

/** On light and on dark paper. */
const light = ['#1b6ca8', '#c8374d', '#1e8a5a', '#b87a00', '#7a4fb0', '#0f8b8d', '#d2691e', '#b0408f', '#5a6b1f', '#56595f']
const dark = ['#62b4f5', '#ff7183', '#53c896', '#f2b53c', '#c29af2', '#4fd0d0', '#ff9d5c', '#f08bd2', '#b5cc5a', '#b9bcc4']
const dashes = ['', '7,3', '2,3', '9,3,2,3']

const variables = (colours: readonly string[]): string => colours.map((c, i) => `--c${i}: ${c}`).join('; ')
/** The colours as variables of the theme. */
export const lightColours = variables(light)
export const darkColours = variables(dark)

const dashOf = (i: number): string => dashes[Math.floor(i / light.length) % dashes.length]!
/** On the page, where the theme decides. */
export const themed = (labels: readonly string[]): Look[] =>
  labels.map((label, i) => ({ label, stroke: `var(--c${i % light.length})`, dash: dashOf(i) }))
/** On white paper. */
export const resolved = (labels: readonly string[]): Look[] =>
  labels.map((label, i) => ({ label, stroke: light[i % light.length]!, dash: dashOf(i) }))
