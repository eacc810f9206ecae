import { dictionaryAt, resolve } from './document.ts'
import { compareStrictly } from './strict.ts'
import { isKind, isNamed, type PdfDictionary, type PdfValue } from './value.ts'
import type { Place, Walk } from './walk.ts'

/**
 * The security store may become another one of the right form (ISO 32000-2 §12.8.4.3): nothing of it is seen
 * on a page, and what is in it proves itself or nothing.
 */
export function compareStore(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const store = dictionaryAt(walk.after, after)
  const isSound = store !== undefined && isStore(walk, store)
  compareStrictly(walk, before, after, place, { kind: isSound ? 'security-store' : 'other' })
}

function isStore(walk: Walk, store: PdfDictionary): boolean {
  return [...store.entries].every(([key, value]) => {
    if (key === 'Type') return isNamed(value, 'DSS')
    if (key === 'Certs' || key === 'CRLs' || key === 'OCSPs') return isPieces(walk, value)
    if (key !== 'VRI') return false
    const records = dictionaryAt(walk.after, value)
    return records !== undefined && [...records.entries.values()].every((one) => isRecord(walk, one))
  })
}

function isRecord(walk: Walk, value: PdfValue): boolean {
  const record = resolve(walk.after, value)
  if (isNamed(record, 'VRI')) return true
  if (!isKind(record, 'dictionary')) return false
  return [...record.entries].every(([key, member]) => {
    if (key === 'Type') return isNamed(member, 'VRI')
    if (key === 'Cert' || key === 'CRL' || key === 'OCSP') return isPieces(walk, member)
    if (key === 'TU') return isKind(resolve(walk.after, member), 'string')
    return key === 'TS' && isKind(resolve(walk.after, member), 'stream')
  })
}

function isPieces(walk: Walk, value: PdfValue): boolean {
  const found = resolve(walk.after, value)
  return isKind(found, 'array') && found.items.every((item) => isKind(resolve(walk.after, item), 'stream'))
}
