import { Refusal } from '../refusal.ts'
import { selectorValue, type Selector, type Value } from '../selector.ts'
import {
  constantStep,
  cosine,
  inverseSqrt,
  linearDecay,
  power,
  stepSizeOf,
  warmUp,
  type Schedule,
  type StepSize,
} from '../stepsize.ts'
import { unknown } from './nearest.ts'
import { int, num, refuse, shown } from './number.ts'
import type { Option, Place, Schema } from './option.ts'
import { resolve } from './resolve.ts'

const η = num('η', undefined, 'step size', { above: 0 })
const over = int('steps', undefined, 'steps until the end value', { min: 1 })
const end = num('', 0, 'end value as a share of η', { min: 0, max: 1 })
const exponent = num('r', undefined, 'power of the step number by which η is divided', { min: 0 })
const offset = num('b', 1, 'added to the step number k = 0, 1, …', { above: 0 })

interface ScheduleOptions {
  readonly of: number
  readonly steps: number
  readonly end: number
  readonly exponent: number
  readonly offset: number
}
const schedules: Readonly<Record<string, { readonly options: Schema; make(o: ScheduleOptions): Schedule }>> = {
  'constant': { options: { of: η }, make: ({ of }) => constantStep(of) },
  'inverse-sqrt': { options: { of: η }, make: ({ of }) => inverseSqrt(of) },
  'power': {
    options: { of: η, exponent, offset },
    make: ({ of, exponent, offset }) => power(of, exponent, offset),
  },
  'linear-decay': { options: { of: η, steps: over, end }, make: ({ of, steps, end }) => linearDecay(of, steps, end) },
  'cosine': { options: { of: η, steps: over, end }, make: ({ of, steps, end }) => cosine(of, steps, end) },
}
const names = [...Object.keys(schedules), 'warm-up', 'by-player']
const valid = `a number > 0, a JSON array of one a player, by-player[…], or a schedule: ${names.slice(0, -1).join(', ')} such as inverse-sqrt[of=0.1]`

const needsSteps = (name: string): boolean => name === 'warm-up' || 'steps' in (schedules[name]?.options ?? {})
const warmingUp: Schema = { steps: int('steps', undefined, 'steps of warm-up', { min: 1 }) }

const nested = {
  ...Object.fromEntries(Object.entries(schedules).map(([name, { options }]) => [name, options])),
  'warm-up': {
    of: { ...η, doc: 'step size, or schedule, after the warm-up', valid: 'a number > 0 or a schedule' },
    ...warmingUp,
  },
}

/** A schedule that `scheduleOf` reads, defaults filled in. */
function scheduleWritten(value: Value, place: Place): Value {
  if (typeof value !== 'object' || !('params' in value)) return value
  const { of, ...rest } = value.params
  if (value.id !== 'warm-up')
    return selectorValue(value.id, resolve(place.path, schedules[value.id]!.options, value.params, place).params)
  return selectorValue(value.id, { of: scheduleWritten(of!, place), ...resolve(place.path, warmingUp, rest, place).params })
}

function scheduleOf(value: Value, place: Place, symbol: string): Schedule {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return constantStep(value)
  if (typeof value === 'string' && (names as readonly string[]).includes(value))
    throw new Refusal(
      `${place.path} (${symbol}): ${value} needs ${value === 'by-player' ? 'a step size a player, such as by-player[default=0.1]' : `of=…, such as ${value}[of=0.1${needsSteps(value) ? ',steps=1000' : ''}]`}`,
    )
  if (typeof value !== 'object' || !('params' in value)) return refuse(place, symbol, valid, value)
  if (value.id === 'warm-up') {
    const { of, ...rest } = value.params
    if (of === undefined) throw new Refusal(`${place.path}: warm-up needs of=…, ${valid}`)
    const { config } = resolve(`${place.path}=warm-up`, warmingUp, rest, place)
    return warmUp(scheduleOf(of, { ...place, path: `${place.path}.of` }, symbol), config.steps as number)
  }
  const known = Object.hasOwn(schedules, value.id) ? schedules[value.id] : undefined
  if (!known) throw new Refusal(unknown(`${place.path}: schedule`, value.id, names))
  const { config } = resolve(`${place.path}=${value.id}`, known.options, value.params, place)
  return known.make(config as unknown as ScheduleOptions)
}

/** A parameter a player by name; `default` is for those who are not named. Throws where a player is left out or none of this name plays. */
export function byPlayer<T>(selector: Selector, place: Place, read: (value: Value, place: Place) => T): T[] {
  for (const name of Object.keys(selector.params)) {
    if (!place.players.includes(name) && name !== 'default') {
      throw new Refusal(unknown(`${place.path}=by-player: player`, name, [...place.players, 'default']))
    }
  }
  return place.players.map(id => {
    const value = Object.hasOwn(selector.params, id) ? selector.params[id] : selector.params.default
    if (value === undefined) {
      throw new Refusal(
        `${place.path}=by-player leaves out the player '${id}'; it must name ${place.players.join(', ')}, or give default=…`,
      )
    }
    return read(value, { ...place, path: `${place.path}.${id}` })
  })
}

/** A step size: a number, one a player, or a schedule. It reaches a step as a scalar that the host feeds. */
export const stepSize = (symbol: string, standard: Value | undefined, doc: string): Option<StepSize> => ({
  kind: 'stepSize',
  symbol,
  doc,
  valid,
  ...(standard === undefined ? {} : { default: standard }),
  nested,
  parse: (value, place) => {
    const one = (v: Value, at: Place = place): Schedule => scheduleOf(v, at, symbol)
    if (Array.isArray(value)) {
      if (value.length !== place.players.length) {
        throw new Refusal(
          `${place.path} (${symbol}) needs one step size a player (${place.players.join(', ')}), got ${shown(value)}`,
        )
      }
      return stepSizeOf(
        place.path,
        (value as readonly Value[]).map(v => one(v)),
      )
    }
    if (typeof value === 'object' && 'params' in value && value.id === 'by-player')
      return stepSizeOf(place.path, byPlayer(value, place, one))
    const schedule = one(value)
    return stepSizeOf(
      place.path,
      Array.from({ length: Math.max(1, place.players.length) }, () => schedule),
    )
  },
  written: (value, place) => {
    if (typeof value !== 'object' || !('params' in value) || value.id !== 'by-player') return scheduleWritten(value, place)
    const each = byPlayer(value, place, scheduleWritten)
    return { id: 'by-player', params: Object.fromEntries(each.map((v, i) => [place.players[i]!, v])) }
  },
})
