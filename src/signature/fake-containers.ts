import { utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { entryContent, openZip, writeZip, type ZipFile } from '#zip'
import { asicRow } from './asic.ts'
import { signedBy } from './fake-forms.ts'
import { fakeSigner, fakeToken } from './fake-signing.ts'
import type { SigningContent } from './levels.ts'
import type { SignatureObject } from './object.ts'
import { type SigningPart, wholePart } from './wishes.ts'

export const permit = wholePart('permit.txt', utf8('granted'), 'text/plain')
export const plan = wholePart('plans/Lageplan 一.svg', utf8('<svg/>'), 'image/svg+xml')
export const [ada, bo] = [fakeSigner('Ada', 'ed25519'), fakeSigner('Bo')]

export function container(parts: readonly SigningPart[] = [permit, plan], signer = ada): Uint8Array {
  const prepared = asicRow.prepare(signer.wishes, { parts, attached: true })
  return signedBy(signer, sure(prepared, 'prepared'))
}

export function added(into: Uint8Array, content: Partial<SigningContent> = {}, signer = bo): Uint8Array {
  const prepared = asicRow.prepare(signer.wishes, { parts: [], attached: true, into, ...content })
  return signedBy(signer, sure(prepared, 'prepared'))
}

export function signatures(file: Uint8Array, parts: readonly SigningPart[] = []): readonly SignatureObject[] {
  return sure(asicRow.read(file, parts), 'a container of the test')
}

export function first(file: Uint8Array): SignatureObject {
  return certain(signatures(file)[0], 'a signature')
}

export function filesOf(file: Uint8Array): readonly ZipFile[] {
  const { entries } = sure(openZip(file), 'a container')
  return entries.map((entry) => ({ name: entry.name, content: sure(entryContent(entry), entry.name) }))
}

/** The container with files put in, replaced, or, without content, taken out. */
export function altered(
  file: Uint8Array,
  changes: Readonly<Record<string, Uint8Array | undefined>>,
): Uint8Array {
  const kept = filesOf(file).filter(({ name }) => !(name in changes))
  const put = Object.entries(changes).flatMap(([name, content]) => (content ? [{ name, content }] : []))
  return sure(writeZip([...kept, ...put]), 'a container that was altered')
}

export function contentIn(file: Uint8Array, name: string): Uint8Array {
  return certain(
    filesOf(file).find((one) => one.name === name),
    name,
  ).content
}

export function stamped(file: Uint8Array): Uint8Array {
  const { id } = first(file)
  const imprint = sure(asicRow.timestampImprint(file, id, 'sha256'), 'an imprint')
  return sure(asicRow.withTimestamp(file, id, 'sha256', fakeToken('sha256', imprint)), 'B-T')
}

export function archived(file: Uint8Array): Uint8Array {
  const { id } = first(file)
  const imprint = sure(asicRow.archiveImprint(file, id, 'sha512', []), 'an imprint')
  const token = fakeToken('sha512', imprint)
  return sure(asicRow.withArchiveTimestamp(file, id, 'sha512', token, []), 'B-LTA')
}

export function beside(object: SignatureObject): readonly string[] {
  return object.unprotected.map(({ what }) => what).filter((what) => what.startsWith('the file'))
}
