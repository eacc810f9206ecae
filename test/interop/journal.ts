import { Caller } from './caller.ts'
import type { InteropUnit } from './unit.ts'

/** An entry of the access journal as it stands there. */
export type Access = Readonly<Record<string, unknown>>

/** Entries in one tile of a log (C2SP tlog-tiles). */
const tileEntries = 256

/** The accesses in the journal, read by a step that permits it; the journal must fit into one tile. */
export async function accessesOf(unit: InteropUnit): Promise<readonly Access[]> {
  const checkpoint = await fetch(`${unit.node.public}/journal/checkpoint`)
  const size = Number((await checkpoint.text()).split('\n')[1])
  if (size === 0 || size >= tileEntries) throw new Error(`a journal of ${size} entries is not read here`)
  const api = new Caller(unit.node.api, 'localhost', unit.authority, unit.founder)
  const bundle = await api.bytes(`/journal/tile/entries/000.p/${size}`)
  api.close()
  const entries: Access[] = []
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at)
    entries.push(JSON.parse(bundle.toString('utf8', at + 2, at + 2 + length)) as Access)
    at += 2 + length
  }
  return entries.filter(({ outcome }) => outcome !== 'read')
}

/** What must be the same whoever asked: not when, not the bytes only the gate counts, not through whom. */
export function comparable(access: Access): Access {
  const left = ['at', 'durationMilliseconds', 'receivedBytes', 'sentBytes', 'through', 'address']
  return Object.fromEntries(Object.entries(access).filter(([name]) => !left.includes(name)))
}
