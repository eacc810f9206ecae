import type { Instant } from '#clock'
import { certain } from '#fault'
import {
  type CertificateRow,
  identitySlice,
  type Principal,
  type PrincipalKind,
  principalKey,
} from '#identity'
import { changedRows, row, rows } from '#table'
import { type Derivation, type Derive, read, type State } from '#unit'
import { type NameOrder, nameOrder, rankIn } from './name-order.ts'
import { Order } from './order.ts'
import { searchable, TextIndex } from './text-index.ts'

type Identity = ReturnType<typeof identityOf>

/** A principal as it is found and put in order. */
export interface Listed {
  readonly principal: Principal
  /** `person/wu.tao` */
  readonly key: string
  /** By which its name is put in order. */
  readonly rank: string
  /** When the last of its certificates that are not revoked ends; 0 without any. */
  readonly ends: Instant
  /** Serials of certificates that it had, the oldest first: revoked, or ended before the next was issued. */
  readonly former: readonly string[]
}

/** Kinds by their numbers in the roll. */
export const principalKinds: readonly PrincipalKind[] = ['person', 'device', 'service']

export const sorts = ['name', 'id', 'ends'] as const
export type Sort = (typeof sorts)[number]

/** The one order of a sort: no two principals are equal in it. */
export function orderBy(sort: Sort): Comparison {
  return orders[sort]
}

type Comparison = (a: Listed, b: Listed) => number

const orders: Readonly<Record<Sort, Comparison>> = {
  name: (a, b) => compareTexts(a.rank, b.rank) || compareTexts(a.key, b.key),
  id: (a, b) => compareTexts(a.principal.id, b.principal.id) || compareTexts(a.key, b.key),
  // The soonest first, and at the end whoever has no certificate.
  ends: (a, b) => lastIfNone(a.ends) - lastIfNone(b.ends) || compareTexts(a.key, b.key),
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function lastIfNone(ends: Instant): number {
  return ends === 0 ? Number.MAX_SAFE_INTEGER : ends
}

/**
 * Everybody the unit knows, numbered as they came: nobody is ever taken out, and names do not change. Each
 * order is made when it is first asked for. Brought from one state to a later one in the time of the change.
 */
export class Roll {
  readonly texts = new TextIndex()
  /** By number, as places in `principalKinds`. */
  readonly kinds: number[] = []
  /** By number, as `Listed` has them. */
  readonly ends: Instant[] = []
  readonly #listed: Listed[]
  readonly #numbers = new Map<string, number>()
  readonly #orders = new Map<Sort, Order>()
  #ranks: NameOrder

  constructor(identity: Identity) {
    const held = holdingsIn(identity)
    this.#ranks = nameOrder(Array.from(held.values(), ({ principal }) => searchable(principal.name)))
    this.#listed = Array.from(held, ([key, holdings]) => this.#listing(key, holdings))
    this.texts.add(this.#listed.map(textOf))
    for (const one of this.#listed) {
      this.#numbers.set(one.key, this.#numbers.size)
      this.#keepColumns(one)
    }
  }

  /** A principal by `kind/id`. */
  of(key: string): Listed | undefined {
    const number = this.#numbers.get(key)
    return number === undefined ? undefined : this.#listed[number]
  }

  /** A principal by number. */
  at(number: number): Listed {
    return certain(this.#listed[number], 'somebody of the roll')
  }

  /** The numbers of all, in the order of a sort. */
  order(sort: Sort): Order {
    const known = this.#orders.get(sort)
    if (known) return known
    const compare = orderBy(sort)
    const order = new Order([...this.#listed.keys()], (a, b) => compare(this.at(a), this.at(b)))
    this.#orders.set(sort, order)
    return order
  }

  /** Takes in what became of them between two states. */
  follow(before: Identity, after: Identity): void {
    for (const [key, touched] of touchedBetween(before, after)) {
      const current = row(after.principals, key)?.serials ?? none
      const all = new Set([...(this.of(key)?.former ?? none), ...touched])
      this.#take(
        after,
        key,
        [...all].filter((serial) => !current.includes(serial)),
      )
    }
  }

  #keepColumns({ principal, ends }: Listed): void {
    this.kinds.push(principalKinds.indexOf(principal.kind))
    this.ends.push(ends)
  }

  #take(identity: Identity, key: string, former: readonly string[]): void {
    const known = this.#numbers.get(key)
    const listed = this.#listedAs(identity, key, former)
    if (known !== undefined) this.#replace(known, listed)
    else this.#append(listed)
  }

  /** Of what is put in order only the end of a certificate changes. */
  #replace(number: number, listed: Listed): void {
    const order = this.#orders.get('ends')
    order?.remove(number)
    this.#listed[number] = listed
    this.ends[number] = listed.ends
    order?.add(number)
  }

  #append(listed: Listed): void {
    const number = this.#listed.length
    this.#numbers.set(listed.key, number)
    this.#listed.push(listed)
    this.texts.add([textOf(listed)])
    this.#keepColumns(listed)
    for (const order of this.#orders.values()) order.add(number)
  }

  #listedAs({ certificates, principals }: Identity, key: string, former: readonly string[]): Listed {
    const principal = certain(row(principals, key), 'a principal of the roll')
    const ends = Math.max(0, ...principal.serials.map((serial) => row(certificates, serial)?.notAfter ?? 0))
    return this.#listing(key, {
      ...{ principal, ends },
      former: former.flatMap((serial) => row(certificates, serial) ?? []),
    })
  }

  #listing(key: string, { principal, ends, former }: Holdings): Listed {
    const inOrder = former.toSorted((a, b) => a.entry - b.entry).map(({ serial }) => serial)
    const rank = this.#rankOf(searchable(principal.name))
    return { principal, key, rank, ends, former: inOrder.length > 0 ? inOrder : none }
  }

  #rankOf(name: string): string {
    const rank = rankIn(this.#ranks, name)
    if (rank !== undefined) return rank
    // A character that no name had until now: it moves all that come after it.
    const names = this.#listed.map(({ principal }) => searchable(principal.name))
    this.#ranks = nameOrder([...names, name])
    for (const [number, one] of this.#listed.entries()) {
      this.#listed[number] = { ...one, rank: rankIn(this.#ranks, names[number] ?? '') ?? '' }
    }
    this.#orders.delete('name')
    return rankIn(this.#ranks, name) ?? ''
  }
}

/** The roll of a state, made of what the identity room keeps. */
export const roll: Derivation<Identity, Roll> = {
  of: identityOf,
  make: (identity) => new Roll(identity),
  follow(known, before, after) {
    known.follow(before, after)
    return known
  },
}

/** Makes what lists begin with ready: a second of work for 100,000 people, which no reader then waits for. */
export function prepareDirectory(derived: Derive): void {
  derived(roll).order('name')
}

function identityOf(state: State) {
  return read(state, identitySlice)
}

/** One list for all who have nothing to be listed. */
const none: readonly string[] = []

function textOf({ principal: { id, name } }: Listed): string {
  return `${searchable(name)} ${id}`
}

/** A principal with what its certificates come to. */
interface Holdings {
  readonly principal: Principal
  ends: Instant
  readonly former: CertificateRow[]
}

/** Everybody with their certificates. Each table is walked once: looking into it costs ten times that. */
function holdingsIn({ certificates, principals }: Identity): ReadonlyMap<string, Holdings> {
  const held = new Map<string, Holdings>()
  for (const [key, principal] of rows(principals)) held.set(key, { principal, ends: 0, former: [] })
  for (const [serial, certificate] of rows(certificates)) {
    const holdings = held.get(principalKey(certificate.principal))
    if (!holdings) continue
    if (!holdings.principal.serials.includes(serial)) holdings.former.push(certificate)
    else holdings.ends = Math.max(holdings.ends, certificate.notAfter)
  }
  return held
}

/** Whose listing may be another now, with certificates that came or went. */
function touchedBetween(before: Identity, after: Identity): ReadonlyMap<string, readonly string[]> {
  const touched = new Map<string, string[]>()
  for (const key of changedRows(before.principals, after.principals)) {
    touched.set(key, [...(row(before.principals, key)?.serials ?? [])])
  }
  for (const serial of changedRows(before.certificates, after.certificates)) {
    const { principal } = certain(row(after.certificates, serial), 'a certificate of the record')
    const key = principalKey(principal)
    touched.set(key, [...(touched.get(key) ?? []), serial])
  }
  return touched
}
