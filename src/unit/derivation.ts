import type { State } from './state.ts'

/**
 * What a room makes of a part of the state so that its queries are quick: an order, an index. It is made when
 * a query first wants it and brought up to date when one wants it again, so acts, replay and snapshots know
 * nothing of it, and whoever never asks pays nothing.
 */
export interface Derivation<Source extends object, View> {
  /** What it is made of: one object as long as nothing of it changes. */
  of(state: State): Source
  make(source: Source): View
  /** The view of a later source, from an earlier view: nobody reads that any more, it may be used up. */
  follow(view: View, before: Source, after: Source): View
}

/** Looks something up in what was derived from the state that is asked about. */
export type Derive = <Source extends object, View>(derivation: Derivation<Source, View>) => View

interface Kept {
  readonly source: object
  readonly view: unknown
}

/** The derived views of one unit, each of the state it was last asked for. */
export class Derivations {
  readonly #kept = new Map<object, Kept>()

  /** The view that a derivation has of a state. */
  of<Source extends object, View>(derivation: Derivation<Source, View>, state: State): View {
    const source = derivation.of(state)
    // What is kept under a derivation it made itself.
    const kept = this.#kept.get(derivation) as { readonly source: Source; readonly view: View } | undefined
    if (kept?.source === source) return kept.view
    const view = kept ? derivation.follow(kept.view, kept.source, source) : derivation.make(source)
    this.#kept.set(derivation, { source, view })
    return view
  }
}
