import { accept, refuse } from '#fault'
import type { Refusal, Speaker } from '#unit'
import type { EntryPorts, EntryWish, HistoryWish, ShownEntry } from './entry-port.ts'
import type { ApiOptions } from './ports.ts'

/** For tests: a record of two entries, the second of an act of Mei's, and what was looked for in it. */
export class FakeEntries implements EntryPorts {
  readonly wishes: EntryWish[] = []

  ports(): Pick<ApiOptions, 'entries' | 'health' | 'inventory'> {
    const inventory = async () => ({ bomFormat: 'CycloneDX' })
    return { entries: this, health: async () => ({ entries: 2 }), inventory }
  }

  async find(wish: EntryWish): ReturnType<EntryPorts['find']> {
    this.wishes.push(wish)
    return { size: 2, indexed: 2, entries: [], more: false }
  }

  async show(index: number): Promise<ShownEntry | undefined> {
    if (index > 1) return undefined
    const facts = { index, time: '2026-11-22T12:00:00.000Z', act: 'case.open', id: 'i', entry: '' }
    const receipt = { ...facts, proof: [], checkpoint: '', events: [] }
    return { receipt, actor: index === 1 ? 'person/mei' : 'unit' }
  }

  async history({ id }: Speaker, wish: HistoryWish): ReturnType<EntryPorts['history']> {
    return wish.case === '3'
      ? accept({ ...wish, entries: [], reader: id })
      : refuse({ kind: 'not-yours', case: wish.case } as Refusal)
  }

  async actorOf(index: number): Promise<string | undefined> {
    return (await this.show(index))?.actor
  }
}
