import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex } from '#bytes'
import {
  bitString,
  booleanValue,
  contextPrimitive,
  element,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  sequence,
  setOf,
} from '#der'
import { certain, sure } from '#fault'
import { extensionType, type KnownExtensions, nameOf, nameUnder, parseName } from './index.ts'
import { extensionsOf, knownExtensions } from './known-extensions.ts'

const uri = { kind: 'uri', value: 'http://office.example/a' } as const
const attributes = certain(nameOf({ commonName: 'list 1' }).rdns[0], 'an RDN')

const round: readonly (readonly [what: string, known: KnownExtensions])[] = [
  ['policies', { certificatePolicies: [{ policy: '2.5.29.32.0' }, { policy: '1.2.3' }] }],
  ['policy mappings', { policyMappings: [{ issuerDomain: '1.2.3', subjectDomain: '1.2.4' }] }],
  ['both policy constraints', { policyConstraints: { requireExplicitPolicy: 0, inhibitPolicyMapping: 300 } }],
  ['one policy constraint', { policyConstraints: { inhibitPolicyMapping: 1 } }],
  ['the inhibition of any-policy', { inhibitAnyPolicy: 7 }],
  ['delta lists', { freshestCrl: [{ fullName: [uri] }] }],
  ['where the issuer is told of', { authorityInfoAccess: [{ method: '1.3.6.1.5.5.7.48.1', location: uri }] }],
  ['where the subject is told of', { subjectInfoAccess: [{ method: '1.3.6.1.5.5.7.48.5', location: uri }] }],
  ['other names of the issuer', { issuerAltName: [uri, { kind: 'email', value: 'a@office.example' }] }],
  [
    'points by name, relative name, reasons and issuer',
    {
      crlDistributionPoints: [
        { fullName: [uri], reasons: [1, 2] },
        { relativeName: attributes, crlIssuer: [{ kind: 'directory', name: nameOf({ country: 'DE' }) }] },
      ],
    },
  ],
  ['terms', { agreementTerms: { hops: 0, statusAgeMaxSeconds: 1, privateAddresses: false } }],
  ['wide terms', { agreementTerms: { hops: 255, statusAgeMaxSeconds: 2 ** 31 - 1, privateAddresses: true } }],
]

for (const [what, known] of round) {
  test(`${what} are read as they were written`, () => {
    assert.deepEqual(sure(knownExtensions(extensionsOf(known)), what), known)
  })
}

test('the terms of an agreement have their own identifier and are not critical', () => {
  const terms = { hops: 2, statusAgeMaxSeconds: 3600, privateAddresses: true }
  const [extension] = extensionsOf({ agreementTerms: terms })
  assert.equal(extension?.oid, '2.25.59702183151221329218532031926776875072.2.1')
  assert.equal(extension.critical, false)
  assert.equal(hex(extension.value), '300a02010202020e100101ff')
})

const term = (...parts: readonly Uint8Array[]): Uint8Array => sequence(...parts)

const refused: readonly (readonly [what: string, oid: string, value: Uint8Array])[] = [
  ['no policies', extensionType.certificatePolicies, sequence()],
  ['no mappings', extensionType.policyMappings, sequence()],
  ['half a mapping', extensionType.policyMappings, sequence(sequence(objectIdentifier('1.2.3')))],
  ['empty policy constraints', extensionType.policyConstraints, sequence()],
  ['a negative count', extensionType.policyConstraints, sequence(implicit(0, integer(-1)))],
  [
    'policy constraints in the wrong order',
    extensionType.policyConstraints,
    sequence(implicit(1, integer(0)), implicit(0, integer(0))),
  ],
  ['a negative inhibition', extensionType.inhibitAnyPolicy, integer(-1)],
  ['an inhibition beyond counting', extensionType.inhibitAnyPolicy, integer(2 ** 31)],
  ['no access descriptions', extensionType.authorityInfoAccess, sequence()],
  ['an access description without a place', extensionType.subjectInfoAccess, sequence(sequence())],
  ['no names', extensionType.issuerAltName, sequence()],
  [
    'a relative name in the wrong order',
    extensionType.freshestCrl,
    sequence(sequence(explicit(0, unsorted()))),
  ],
  ['hops beyond an octet', extensionType.agreementTerms, term(integer(256), integer(1))],
  ['negative hops', extensionType.agreementTerms, term(integer(-1), integer(1))],
  ['an age of zero', extensionType.agreementTerms, term(integer(0), integer(0))],
  ['an age beyond 31 bits', extensionType.agreementTerms, term(integer(0), integer(2 ** 31))],
  ['no age', extensionType.agreementTerms, term(integer(0))],
  [
    'a default that is written',
    extensionType.agreementTerms,
    term(integer(0), integer(1), booleanValue(false)),
  ],
  [
    'more than the terms',
    extensionType.agreementTerms,
    term(integer(0), integer(1), booleanValue(true), integer(1)),
  ],
  ['terms that are none', extensionType.agreementTerms, bitString(new Uint8Array(1))],
  ['an address in no form', extensionType.subjectAltName, sequence(element(contextPrimitive(4)))],
]

for (const [what, oid, value] of refused) {
  test(`an extension with ${what} is refused`, () => {
    const known = knownExtensions([{ oid, critical: false, value }])
    assert.ok(!known.ok && known.fault.kind === 'extension-malformed' && known.fault.oid === oid)
  })
}

/** Two attributes in the order that a SET OF does not have, under the tag of a relative name. */
function unsorted(): Uint8Array {
  const [a, b] = ['2.5.4.3', '2.5.4.10'].map((type) => sequence(objectIdentifier(type), integer(1)))
  const sorted = implicit(1, setOf(certain(a, 'a'), certain(b, 'b')))
  const middle = 2 + certain(a, 'a').length
  return Buffer.concat([sorted.subarray(0, 2), sorted.subarray(middle), sorted.subarray(2, middle)])
}

test('a relative name stands below the name it is relative to', () => {
  const parent = nameOf({ organization: 'Office', country: 'DE' })
  const whole = nameUnder(parent, attributes)
  assert.equal(
    hex(whole.der),
    hex(nameOf({ commonName: 'list 1', organization: 'Office', country: 'DE' }).der),
  )
  assert.deepEqual(whole, sure(parseName(whole.der), 'the whole name'))
})
