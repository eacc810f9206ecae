import { emptyTable, row, sortedRows, type Table, withoutRow, withRow } from '#table'
import { type Event, read, type Slice, type State } from '#unit'

/** The three layers of the security organisation, from the top (ISO/IEC 27001 §5). */
export const layers = ['decision', 'management', 'execution'] as const
export type Layer = (typeof layers)[number]

export interface Office {
  readonly office: string
  readonly title: string
  readonly layer: Layer
}

export interface OrganizationState {
  readonly offices: Table<Office>
  /** Persons by office, sorted; an office that nobody holds has no row. */
  readonly holders: Table<readonly string[]>
  /** Offices by person, sorted; a person without any has no row. */
  readonly held: Table<readonly string[]>
}

export type OrganizationEvent =
  | ({ readonly kind: 'office-established' } & Office)
  /** Says who proposed whom; the appointment follows, or does not. */
  | { readonly kind: 'person-proposed'; readonly person: string; readonly office: string }
  | {
      readonly kind: 'dismissal-proposed'
      readonly person: string
      readonly office: string
      readonly reason: string
    }
  | { readonly kind: 'person-appointed'; readonly person: string; readonly office: string }
  | { readonly kind: 'person-dismissed'; readonly person: string; readonly office: string }

export const organizationSlice: Slice<OrganizationState> = {
  name: 'organization',
  tables: ['offices', 'holders', 'held'],
  empty: { offices: emptyTable(), holders: emptyTable(), held: emptyTable() },
  evolve(slice: OrganizationState, event: Event): OrganizationState {
    return step(slice, event as OrganizationEvent)
  },
}

function step(slice: OrganizationState, event: OrganizationEvent): OrganizationState {
  switch (event.kind) {
    case 'office-established': {
      const { kind: _, ...office } = event
      return { ...slice, offices: withRow(slice.offices, event.office, office) }
    }
    case 'person-appointed':
      return {
        ...slice,
        holders: joined(slice.holders, event.office, event.person),
        held: joined(slice.held, event.person, event.office),
      }
    case 'person-dismissed':
      return {
        ...slice,
        holders: parted(slice.holders, event.office, event.person),
        held: parted(slice.held, event.person, event.office),
      }
    default:
      return slice
  }
}

function joined(table: Table<readonly string[]>, key: string, item: string): Table<readonly string[]> {
  const before = row(table, key) ?? []
  return before.includes(item) ? table : withRow(table, key, [...before, item].sort())
}

function parted(table: Table<readonly string[]>, key: string, item: string): Table<readonly string[]> {
  const after = (row(table, key) ?? []).filter((other) => other !== item)
  return after.length === 0 ? withoutRow(table, key) : withRow(table, key, after)
}

export function officeKnown(state: State, office: string): boolean {
  return row(read(state, organizationSlice).offices, office) !== undefined
}

/** The offices a person holds, sorted. */
export function officesOf(state: State, person: string): readonly string[] {
  return row(read(state, organizationSlice).held, person) ?? none
}

/** One object, because the gate tells by identity whether the offices of a person have changed. */
const none: readonly string[] = []

/** The persons who hold an office, sorted. */
export function holdersOf(state: State, office: string): readonly string[] {
  return row(read(state, organizationSlice).holders, office) ?? []
}

/** How many offices there are. */
export function officeCount(state: State): number {
  return read(state, organizationSlice).offices.size
}

/** Every office with its holders, by layer and name. */
export function organizationChart(
  state: State,
): readonly (Office & { readonly holders: readonly string[] })[] {
  const slice = read(state, organizationSlice)
  const offices = sortedRows(slice.offices).map(([, office]) => ({
    ...office,
    holders: row(slice.holders, office.office) ?? [],
  }))
  return layers.flatMap((layer) => offices.filter((office) => office.layer === layer))
}
