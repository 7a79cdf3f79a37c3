/** All definitions of a lab, by kind and id. */
import { unknown, validWords } from './config/nearest.ts'
import type {
  Definition,
  GameDefinition,
  Kind,
  LearnerDefinition,
  MetricDefinition,
  OptimizerDefinition,
  PlayerDefinition,
  TransformDefinition,
} from './define.ts'
import { Refusal } from './refusal.ts'

/** The definition of a kind. */
export interface DefinitionOf {
  optimizer: OptimizerDefinition
  transform: TransformDefinition
  learner: LearnerDefinition
  player: PlayerDefinition
  game: GameDefinition
  metric: MetricDefinition
}

/** A definition and the plugin that it comes from. */
export interface Registered {
  readonly plugin: string
  /** The plugin's file, where it was loaded from one. */
  readonly file?: string
  readonly definition: Definition
}

export interface Registry {
  /** All definitions of a kind, sorted by id. */
  list<K extends Kind>(kind: K): readonly DefinitionOf[K][]
  /** Throws where there is none, naming the nearest. */
  find<K extends Kind>(kind: K, id: string): DefinitionOf[K]
  /** A definition of this registry with its plugin. */
  entry(definition: Definition): Registered
  /** Any definition of this id, of whatever kind. */
  describe(id: string): readonly Definition[]
}

/** `an optimizer`, `a transform`. */
export const article = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`

/** Where a definition of a kind is written. */
const uses: Readonly<Record<Kind, (id: string) => string>> = {
  optimizer: id => `as in --optimizer ${id}`,
  transform: id => `as in gda[direction=${id}]`,
  learner: id => `as in self-play[learner=${id}]`,
  player: id => `as in --player NAME=${id}`,
  game: id => `as in --game ${id}`,
  metric: id => `as in --metric ${id}`,
}

/** Throws where two definitions of a kind have the same id. */
export function registryOf(entries: readonly Registered[]): Registry {
  const index = new Map<string, Registered>()
  for (const entry of entries) {
    const { kind, id } = entry.definition
    const other = index.get(`${kind} ${id}`)
    if (other) {
      const named = ({ plugin, file }: Registered): string => `'${plugin}'${file === undefined ? '' : ` (${file})`}`
      const [one, two] = [named(other), named(entry)]
      const who = one === two ? `plugin ${one} registers` : `plugins ${one} and ${two} both register`
      throw new Refusal(`two plugins register the ${kind} '${id}': ${who} it; give one another id`)
    }
    index.set(`${kind} ${id}`, entry)
  }
  const all = [...index.values()].map(({ definition }) => definition)
  const list = <K extends Kind>(kind: K): DefinitionOf[K][] =>
    all.filter((d): d is DefinitionOf[K] => d.kind === kind).sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    list,
    find: <K extends Kind>(kind: K, id: string) => {
      const entry = index.get(`${kind} ${id}`)
      if (entry) return entry.definition as DefinitionOf[K]
      const valid = list(kind).map(d => d.id)
      const shows = `saddle list ${kind}s`
      const other = all.find(d => d.id === id)
      if (other)
        throw new Refusal(
          `${kind} '${id}' is not known: '${id}' is ${article(other.kind)}, ${uses[other.kind](id)}; ${validWords(valid, shows)}`,
        )
      throw new Refusal(unknown(kind, id, valid, shows))
    },
    entry: ({ kind, id }) => index.get(`${kind} ${id}`)!,
    describe: id => all.filter(d => d.id === id),
  }
}
