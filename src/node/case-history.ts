import type { HistoryWish } from '#api'
import type { Clock } from '#clock'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { type CaseEntry, caseHistory, entriesBeside, isCaseShown, type ProcedureFault } from '#procedure'
import { type Entry, parseAct, type Refusal, type Speaker, type State, type Unit } from '#unit'
import { actorOf, type EntryParts, entriesAt } from './entries.ts'

/** Entries of a case in one answer: most have fewer; the node's own duty has thousands. */
const entriesShownMax = 100

/** So far behind the record the index is after acts just made, and is waited for; after a start it is not. */
const entriesAwaitedMax = 4_096

/** What telling the history of a case takes. */
export interface HistoryParts extends Pick<EntryParts, 'record' | 'index'> {
  readonly unit: Pick<Unit, 'state'>
  readonly clock: Clock
}

/**
 * What the record says of a case, the latest entries first asked for and told in the order of the record. It
 * is read from the record, for the state keeps how things stand and not how they came to: which entries are
 * of a case says the index, some 4 octets an entry in memory and none in any snapshot.
 */
export async function historyOf(
  { unit, clock, record, index }: HistoryParts,
  reader: Speaker,
  { case: id, before }: HistoryWish,
): Promise<Result<object, Refusal>> {
  if (!isCaseShown(unit.state, id, reader, clock.now())) {
    return refuse<ProcedureFault>({ kind: 'not-yours', case: id })
  }
  if (record.size - index.size < entriesAwaitedMax) await index.whole()
  const found = index.find({ case: id, before, limit: entriesShownMax })
  const { state } = unit
  const range = {
    from: found.more ? certain(found.indexes.at(-1), 'the first entry of a page') : 0,
    before: before ?? state.size,
  }
  const indexes = [...found.indexes, ...entriesBeside(state, id, found.indexes, range)]
  const entries = await entriesAt(record, indexes)
  const told = indexes.map((at) => caseEntry(state, at, certain(entries.get(at), 'an entry')))
  return accept({
    case: id,
    ...caseHistory(state, id, told, reader),
    ...(found.more && { before: range.from }),
    ...(index.size < record.size && { indexed: index.size, size: record.size }),
  })
}

function caseEntry(state: State, index: number, entry: Entry): CaseEntry {
  const { act } = sure(parseAct(entry.envelope), 'an act on the record')
  const [kind, ...id] = actorOf(state, entry).split('/')
  const actor = kind === 'unit' ? {} : { actor: { kind: kind as Speaker['kind'], id: id.join('/') } }
  const { time, grant, events } = entry
  return { index, time, act, grant, events, ...actor }
}
