import type { Game, OfferedViews, ViewName, Views } from './contract.ts'
import { Refusal } from './refusal.ts'

const meaning: Readonly<Record<keyof OfferedViews, string>> = {
  saddle: 'a saddle view (a bilinear coupling with exact proximal maps)',
  bestResponse: 'a best-response view (exact best responses to mixtures)',
  staged: 'a staged view (a chain of exactly solved convex programs)',
  biconvex: 'a biconvex view (a program that is convex in each of its blocks)',
  finite: 'a finite view (a payoff matrix between two players whose losses sum to zero)',
}

/**
 * Why a game lacks a view, or null where it has it. The field comes from the losses by differentiation; every other view is a truth
 * beyond the losses that only the game can offer.
 */
export function viewReason(game: Game, name: ViewName): string | null {
  if (name === 'field' || game.views?.[name]) return null
  const offered = ['field', ...Object.keys(game.views ?? {})]
  return `game '${game.id}' does not offer ${meaning[name]}; it has: ${offered.join(', ')}`
}

/** The view, or a refusal with the reason. */
export function offeredView<V extends keyof OfferedViews>(game: Game, name: V): Views[V] {
  const reason = viewReason(game, name)
  if (reason) throw new Refusal(reason)
  return game.views![name]!() as Views[V]
}
