/** All definitions of a lab, by kind and id. */
import { unknown } from './config/nearest.ts'
import type {
  Definition,
  GameDefinition,
  Kind,
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
  player: PlayerDefinition
  game: GameDefinition
  metric: MetricDefinition
}

/** A definition and the plugin that it comes from. */
export interface Registered {
  readonly plugin: string
  readonly definition: Definition
}

export interface Registry {
  /** All definitions of a kind, sorted by id. */
  list<K extends Kind>(kind: K): readonly DefinitionOf[K][]
  /** Throws where there is none, naming the nearest. */
  find<K extends Kind>(kind: K, id: string): DefinitionOf[K]
  /** Any definition of this id, of whatever kind. */
  describe(id: string): readonly Definition[]
}

/** Throws where two definitions of a kind have the same id. */
export function registryOf(entries: readonly Registered[]): Registry {
  const index = new Map<string, Registered>()
  for (const entry of entries) {
    const { kind, id } = entry.definition
    const other = index.get(`${kind} ${id}`)
    if (other) {
      const who =
        other.plugin === entry.plugin
          ? `plugin '${entry.plugin}' registers`
          : `plugins '${other.plugin}' and '${entry.plugin}' both register`
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
      throw new Refusal(
        unknown(
          kind,
          id,
          list(kind).map(d => d.id),
        ),
      )
    },
    describe: id => all.filter(d => d.id === id),
  }
}
