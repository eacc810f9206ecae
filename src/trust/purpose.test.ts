import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Extension, extensionsOf, type KnownExtensions, keyPurpose } from '#x509'
import { fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import type { Purpose } from './fault.ts'
import { defaultBudget, findPath } from './index.ts'

const root = fakeEntity('root')
const below = fakeEntity('below')
const ada = fakeEntity('ada')
const anchor = fakeAuthority(root, root)
const { documentSigning, emailProtection, timeStamping, recordSigning, clientAuth, any } = keyPurpose

/** An extended key usage that whoever does not know it must refuse. */
function binding(...purposes: readonly string[]): readonly Extension[] {
  return extensionsOf({ extendedKeyUsage: purposes }).map((one) => ({ ...one, critical: true }))
}

interface Leaf {
  readonly known?: KnownExtensions
  readonly more?: readonly Extension[]
}

/** What of it a leaf is good for, under an authority that lends all or these purposes. */
function goodFor(leaf: Leaf, lent?: readonly string[]): readonly Purpose[] {
  const known = lent && { known: { extendedKeyUsage: lent } }
  const terms = { ...leaf, known: { extendedKeyUsage: undefined, ...leaf.known } as KnownExtensions }
  const purposes: readonly Purpose[] = ['client', 'signature', 'time-stamp', 'record']
  return purposes.filter((purpose) => {
    const found = findPath({
      leaf: fakeLeaf(below, ada, terms),
      anchors: [anchor],
      intermediates: [fakeAuthority(root, below, known)],
      at: fakeNow,
      purpose,
      statusOf: () => ({ status: 'good' }),
      budget: defaultBudget,
    })
    return found.answer === 'accepted'
  })
}

const listing = (...extendedKeyUsage: readonly string[]): Leaf => ({ known: { extendedKeyUsage } })
const leaves: readonly (readonly [string, Leaf, readonly Purpose[]])[] = [
  ['no purposes', {}, ['client', 'signature']],
  ['any purpose', listing(any), ['client', 'signature']],
  ['document signing', listing(documentSigning), ['signature']],
  ['document signing beside clients', listing(clientAuth, documentSigning), ['client', 'signature']],
  ['protection of mail', listing(emailProtection), ['signature']],
  ['clients alone', listing(clientAuth), ['client']],
  ['time-stamps, critical and alone', { more: binding(timeStamping) }, ['time-stamp']],
  ['time-stamps, not critical', listing(timeStamping), []],
  ['time-stamps beside another purpose', { more: binding(timeStamping, documentSigning) }, ['signature']],
  ['time-stamps twice', { more: binding(timeStamping, timeStamping) }, []],
  ['time-stamps beside any purpose', { more: binding(timeStamping, any) }, ['client', 'signature']],
  ['the record, critical and alone', { more: binding(recordSigning) }, ['record']],
  ['the record, not critical', listing(recordSigning), []],
  ['a key that encrypts', { known: { keyUsage: new Set(['keyEncipherment']) } }, ['client']],
  ['a key that commits', { known: { keyUsage: new Set(['nonRepudiation']) } }, ['client', 'signature']],
  [
    'time-stamps by a key that agrees on keys',
    { known: { keyUsage: new Set(['keyAgreement']) }, more: binding(timeStamping) },
    [],
  ],
]
for (const [what, leaf, good] of leaves) {
  test(`a leaf for ${what} is good for ${good.join(' and ') || 'none'}`, () => {
    assert.deepEqual(goodFor(leaf), good)
  })
}

const stamp: Leaf = { more: binding(timeStamping) }
const authorities: readonly (readonly [string, readonly string[], Leaf, readonly Purpose[]])[] = [
  ['clients', [clientAuth], listing(clientAuth, documentSigning), ['client']],
  ['documents', [documentSigning], listing(clientAuth, documentSigning), ['signature']],
  ['documents', [documentSigning], stamp, []],
  ['time-stamps', [timeStamping, clientAuth], stamp, ['time-stamp']],
  ['any purpose', [any], stamp, ['time-stamp']],
  [
    'documents and the record',
    [documentSigning, recordSigning],
    { more: binding(recordSigning) },
    ['record'],
  ],
  ['documents', [documentSigning], { more: binding(recordSigning) }, []],
]
for (const [what, lent, leaf, good] of authorities) {
  test(`an authority for ${what} lends ${good.join(' and ') || 'nothing to another leaf'}`, () => {
    assert.deepEqual(goodFor(leaf, lent), good)
  })
}
