import { type Clock, type Duration, type Instant, second } from '#clock'
import { certain, sure } from '#fault'
import { type Publication, publicationOf, publishedText } from '#recognition'
import type { Log } from '#record'
import type { Documents, Unit } from '#unit'

/**
 * A head is shown this long though the record has grown: followers ask once in half a minute at most, and a
 * unit with a thousand acts a second does not make the same text a thousand times.
 */
const headMilliseconds: Duration = second

/** Texts made for one head: as many followers that were last here at different sizes of the record. */
const textsMax = 16

export interface HandoutParts {
  readonly unit: Pick<Unit, 'state'>
  readonly record: Pick<Log, 'checkpoint' | 'size' | 'read' | 'prove' | 'proveConsistency'>
  readonly documents: Documents
  readonly clock: Clock
}

/** The head that is shown, and what was made for it. */
interface Shown {
  readonly publication: Publication
  readonly checkpoint: string
  readonly size: number
  readonly at: Instant
  /** By the size asked for, 0 for none. */
  readonly texts: Map<number, Promise<string>>
}

/** Hands out the bundle published last, with the proof that the record says so. */
export class BundleHandout {
  readonly #parts: HandoutParts
  #shown: Shown | undefined

  constructor(parts: HandoutParts) {
    this.#parts = parts
  }

  /**
   * The text of the bundle and its proofs; `undefined` while none is at hand. With the size of the record
   * seen before it proves that the record extends that one; a size that the record does not have is as good
   * as none, and tells whoever asks that the record is not the one he saw.
   */
  async text(since?: number): Promise<string | undefined> {
    const { unit, documents } = this.#parts
    const publication = publicationOf(unit.state)
    const bundle = publication && documents.bytes(publication.digest)
    if (!bundle) return undefined
    const shown = this.#head(publication, since ?? 0)
    const from = since !== undefined && since < shown.size ? since : 0
    const known = shown.texts.get(from)
    if (known) return known
    if (shown.texts.size >= textsMax) shown.texts.clear()
    const made = this.#make(shown, bundle, from)
    shown.texts.set(from, made)
    // What could not be read once is read again for whoever asks next; this one is told by what is returned.
    made.catch(() => shown.texts.delete(from))
    return made
  }

  #head(publication: Publication, since: number): Shown {
    const { record, clock } = this.#parts
    const now = clock.now()
    const shown = this.#shown
    const isFresh = shown !== undefined && (shown.size === record.size || now - shown.at < headMilliseconds)
    if (isFresh && shown.publication === publication && since <= shown.size) return shown
    const head = {
      publication,
      checkpoint: record.checkpoint(),
      size: record.size,
      at: now,
      texts: new Map(),
    }
    this.#shown = head
    return head
  }

  async #make({ publication, checkpoint, size }: Shown, bundle: Uint8Array, from: number): Promise<string> {
    const { record } = this.#parts
    const index = publication.entry
    const [entry] = await record.read(index, 1)
    const proof = sure(await record.prove(index, size), 'the proof of an entry')
    const receipt = { index, entry: certain(entry, 'the entry of a publication'), proof, checkpoint }
    if (from === 0) return publishedText(bundle, receipt)
    const consistency = { from, proof: sure(await record.proveConsistency(from, size), 'a proof') }
    return publishedText(bundle, receipt, consistency)
  }
}
