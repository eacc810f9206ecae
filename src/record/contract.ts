import assert from 'node:assert/strict'
import { utf8 } from '#bytes'
import { hashBytes, type Tile, tileWidthMax } from '#merkle'
import { entryBytesMax, type LogStore, type NewEntry, readBytesMax, readEntriesMax } from './store.ts'

/**
 * One claim about a store. `open` opens the same store each time it is called, after the one before was
 * closed.
 */
export interface StoreClaim {
  readonly claim: string
  check(open: () => Promise<LogStore>): Promise<void>
}

/** What every adapter of the store port has to pass: each claim on a store of its own. */
export const storeContract: readonly StoreClaim[] = [
  {
    claim: 'a log that was never appended to is empty',
    async check(open) {
      const store = await open()
      assert.equal(await store.length('acts'), 0)
      assert.equal(await store.checkpoint('acts'), undefined)
      assert.deepEqual(await store.read('acts', 0, 10), [])
      assert.equal(await store.find('acts', 'key'), undefined)
      assert.equal(await store.tile('acts', 0, 0), undefined)
      await store.close()
    },
  },
  {
    claim: 'what was appended is there after opening again: entries, keys, tiles and checkpoint',
    async check(open) {
      const store = await open()
      const tile: Tile = { level: 1, index: 7, hashes: new Uint8Array(tileWidthMax * hashBytes).fill(9) }
      const entries = [entry('a', 'key-a'), entry('b'), { bytes: new Uint8Array() }, entry('ü', 'key-ü')]
      assert.deepEqual(await store.append('acts', 0, entries, [tile], 'note 4\n'), done)
      await store.close()
      const again = await open()
      assert.equal(await again.length('acts'), 4)
      assert.equal(await again.checkpoint('acts'), 'note 4\n')
      assert.deepEqual(plain(await again.read('acts', 0, 10)), [[97], [98], [], [195, 188]])
      assert.deepEqual(plain(await again.read('acts', 1, 2)), [[98], []])
      assert.deepEqual(plain(await again.read('acts', 4, 2)), [])
      assert.equal(await again.find('acts', 'key-ü'), 3)
      assert.equal(await again.find('acts', 'key-b'), undefined)
      assert.deepEqual(Buffer.from((await again.tile('acts', 1, 7)) ?? []), Buffer.from(tile.hashes))
      assert.equal(await again.tile('acts', 7, 1), undefined)
      await again.close()
    },
  },
  {
    claim: 'an append at another length is refused with the length and keeps nothing',
    async check(open) {
      const store = await open()
      await store.append('acts', 0, [entry('a')], [], 'note 1\n')
      const refused = await store.append('acts', 0, [entry('b', 'key-b')], [], 'note x\n')
      assert.deepEqual(refused, { ok: false, fault: { kind: 'length-differs', length: 1 } })
      const ahead = await store.append('acts', 2, [entry('b', 'key-b')], [], 'note x\n')
      assert.deepEqual(ahead, { ok: false, fault: { kind: 'length-differs', length: 1 } })
      assert.equal(await store.checkpoint('acts'), 'note 1\n')
      assert.equal(await store.find('acts', 'key-b'), undefined)
      await store.close()
    },
  },
  {
    claim: 'a key that the log has, or that comes twice, is refused and nothing of the append is kept',
    async check(open) {
      const store = await open()
      await store.append('acts', 0, [entry('a', 'k')], [], 'note 1\n')
      for (const entries of [
        [entry('b'), entry('c', 'k')],
        [entry('b', 'm'), entry('c', 'm')],
      ]) {
        const refused = await store.append('acts', 1, entries, [], 'note x\n')
        assert.deepEqual(refused, { ok: false, fault: { kind: 'key-taken', key: entries[1]?.key } })
      }
      assert.equal(await store.length('acts'), 1)
      assert.equal(await store.find('acts', 'm'), undefined)
      await store.close()
    },
  },
  {
    claim: 'logs are independent: lengths, keys and tiles',
    async check(open) {
      const store = await open()
      const tile: Tile = { level: 0, index: 0, hashes: new Uint8Array(tileWidthMax * hashBytes) }
      const appends = [
        store.append('acts', 0, [entry('a', 'k')], [tile], 'acts 1\n'),
        store.append('journal', 0, [entry('x', 'k'), entry('y')], [], 'journal 2\n'),
      ]
      assert.deepEqual(await Promise.all(appends), [done, done])
      assert.deepEqual(plain(await store.read('acts', 0, 9)), [[97]])
      assert.deepEqual(plain(await store.read('journal', 0, 9)), [[120], [121]])
      assert.equal(await store.tile('journal', 0, 0), undefined)
      assert.equal(await store.checkpoint('journal'), 'journal 2\n')
      await store.close()
    },
  },
  {
    claim: 'of appends at the same length exactly one succeeds, and those in sequence all do',
    async check(open) {
      const store = await open()
      const rivals = Array.from({ length: 20 }, (_, i) =>
        store.append('acts', 0, [entry(`r${i}`)], [], `note ${i}\n`),
      )
      const outcomes = await Promise.all(rivals)
      assert.equal(outcomes.filter((outcome) => outcome.ok).length, 1)
      const sequence = Array.from({ length: 100 }, (_, i) =>
        store.append('acts', 1 + i, [entry(`s${i}`, `k${i}`)], [], `note ${i}\n`),
      )
      assert.ok((await Promise.all(sequence)).every((outcome) => outcome.ok))
      assert.equal(await store.length('acts'), 101)
      assert.equal(await store.find('acts', 'k99'), 100)
      await store.close()
    },
  },
  {
    claim: 'an append without entries replaces the checkpoint only',
    async check(open) {
      const store = await open()
      assert.deepEqual(await store.append('acts', 0, [], [], 'note 0\n'), done)
      assert.equal(await store.length('acts'), 0)
      assert.equal(await store.checkpoint('acts'), 'note 0\n')
      await store.close()
    },
  },
  {
    claim: 'a read gives at most its maxima of entries and bytes, and at least one entry',
    async check(open) {
      const store = await open()
      const small = Array.from({ length: readEntriesMax + 10 }, (_, i) => entry(`${i}`))
      await store.append('acts', 0, small, [], 'note\n')
      assert.equal((await store.read('acts', 0, 1_000_000)).length, readEntriesMax)
      assert.equal((await store.read('acts', 0, 0)).length, 0)
      const count = Math.ceil(readBytesMax / entryBytesMax) + 10
      const large = Array.from({ length: count }, () => ({ bytes: new Uint8Array(entryBytesMax) }))
      await store.append('journal', 0, large, [], 'note\n')
      const found = (await store.read('journal', 0, count)).length
      assert.ok(found > 0 && found < count)
      await store.close()
    },
  },
  {
    claim: 'blobs are found by their digest, and keeping one twice changes nothing',
    async check(open) {
      const store = await open()
      const kept = await store.putBlob(utf8('abc'))
      // SHA-256 of `abc`, FIPS 180-4 example.
      const digest = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'
      assert.deepEqual(kept, { ok: true, value: digest })
      assert.deepEqual(await store.putBlob(utf8('abc')), kept)
      await store.close()
      const again = await open()
      assert.deepEqual(Buffer.from((await again.blob(digest)) ?? []), Buffer.from('abc'))
      assert.equal(await again.blob('none'), undefined)
      await again.close()
    },
  },
  {
    claim: 'a snapshot takes the place of the one before, whatever their sizes',
    async check(open) {
      const store = await open()
      assert.equal(await store.snapshot('state'), undefined)
      for (const length of [3_000_001, 0, 1024 * 1024, 5]) {
        const bytes = new Uint8Array(length).fill(length % 251)
        assert.deepEqual(await store.saveSnapshot('state', bytes), done)
        assert.equal(Buffer.compare((await store.snapshot('state')) ?? Buffer.from('none'), bytes), 0)
      }
      await store.saveSnapshot('other', utf8('other'))
      await store.close()
      const again = await open()
      assert.equal((await again.snapshot('state'))?.length, 5)
      assert.equal((await again.snapshot('other'))?.length, 5)
      await again.close()
    },
  },
  {
    claim: 'what was handed in may be changed afterwards',
    async check(open) {
      const store = await open()
      const bytes = utf8('before')
      const appending = store.append('acts', 0, [{ bytes }], [], 'note\n')
      await appending
      bytes.fill(0)
      assert.deepEqual(plain(await store.read('acts', 0, 1)), [[...utf8('before')]])
      await store.close()
    },
  },
  {
    claim: 'a closed store rejects every call, and closing twice is no harm',
    async check(open) {
      const store = await open()
      const last = store.append('acts', 0, [entry('a')], [], 'note\n')
      await store.close()
      assert.deepEqual(await last, done)
      await assert.rejects(store.length('acts'))
      await assert.rejects(store.append('acts', 1, [entry('b')], [], 'note\n'))
      await store.close()
      const again = await open()
      assert.equal(await again.length('acts'), 1)
      await again.close()
    },
  },
]

const done = { ok: true, value: undefined }

function entry(text: string, key?: string): NewEntry {
  return { bytes: utf8(text), key }
}

function plain(entries: readonly Uint8Array[]): readonly number[][] {
  return entries.map((bytes) => [...bytes])
}
