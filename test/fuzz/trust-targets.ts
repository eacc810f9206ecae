import assert from 'node:assert/strict'
import type { PrivateKey } from '#crypto'
import { bitString, explicit, integer, sequence, time } from '#der'
import { accept, certain, refuse, sure } from '#fault'
import { findPath, listStatus, type PathAnswer, prepareLists } from '#trust'
import {
  type Certificate,
  type Extension,
  extensionsOf,
  extensionType,
  type GeneralName,
  type KnownExtensions,
  keyIdentifier,
  keyPurpose,
  type Name,
  nameOf,
  parseCertificate,
  parseRevocationList,
} from '#x509'
import { certificateOf, fixedAuthority, fixedKey, fuzzNow, validity } from './authority.ts'
import { mutateMeaning } from './der-mutation.ts'
import { listSeeds, writtenExtensions } from './der-seeds.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

const root = nameOf({ commonName: 'root', organization: 'office' })
const middle = nameOf({ commonName: 'middle', organization: 'office' })
const ada = nameOf({ commonName: 'Ada', organization: 'office', country: 'DE' })
const keys = new Map(['root', 'middle', 'leaf', 'issuing'].map((name) => [name, fixedKey(name)]))
const unit = fixedAuthority()
const policies = [{ policy: '1.2.3.4' }, { policy: '1.2.3.5' }]

/** Names of every form, all within `bounds`. */
const names: readonly GeneralName[] = [
  { kind: 'dns', value: 'ada.office.example' },
  { kind: 'email', value: 'ada@office.example' },
  { kind: 'uri', value: 'https://ada.office.example/' },
  { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
  { kind: 'directory', name: ada },
]

const bounds: KnownExtensions = {
  ...identifiers('middle', 'root'),
  basicConstraints: { ca: true, pathLength: 0 },
  keyUsage: new Set(['keyCertSign', 'cRLSign']),
  extendedKeyUsage: [keyPurpose.clientAuth],
  nameConstraints: {
    permitted: [
      { kind: 'dns', value: 'office.example' },
      { kind: 'email', value: 'office.example' },
      { kind: 'uri', value: '.office.example' },
      { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 0, 255, 255, 255, 0) },
      { kind: 'directory', name: nameOf({ country: 'DE' }) },
    ],
    excluded: [{ kind: 'dns', value: 'eve.office.example' }],
  },
  certificatePolicies: policies,
  policyMappings: [{ issuerDomain: '1.2.3.4', subjectDomain: '1.2.3.5' }],
  policyConstraints: { requireExplicitPolicy: 0 },
  inhibitAnyPolicy: 0,
  agreementTerms: { hops: 0, statusAgeMaxSeconds: 60, privateAddresses: false },
}

const leafSays: KnownExtensions = {
  ...identifiers('leaf', 'middle'),
  keyUsage: new Set(['digitalSignature']),
  extendedKeyUsage: [keyPurpose.clientAuth],
  subjectAltName: names,
  certificatePolicies: policies,
}

/** What RFC 5280 §4.2.1.1 and §4.2.1.2 want in each. */
function identifiers(own: string, issuer: string): KnownExtensions {
  return {
    subjectKeyIdentifier: keyIdentifier(keyOf(own).publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(keyOf(issuer).publicKey.spki),
  }
}

const rootCertificate = certificateOf(
  signed(
    root,
    root,
    'root',
    'root',
    written({
      ...identifiers('root', 'root'),
      basicConstraints: { ca: true },
      keyUsage: new Set(['keyCertSign']),
    }),
  ),
)
const soundMiddle = certificateOf(signed(middle, root, 'middle', 'root', written(bounds)))
const soundLeaf = certificateOf(signed(ada, middle, 'leaf', 'middle', written(leafSays)))

/** Two leaves for lists to be about: one of any list, one of those at its points. */
const listed = [
  {},
  { crlDistributionPoints: [{ fullName: [{ kind: 'uri', value: 'http://a.example/a' }] }] } as const,
].map((says) =>
  certificateOf(signed(ada, unit.issuing.subject, 'leaf', 'issuing', written({ ...leafSays, ...says }))),
)

const emptyList = sure(parseRevocationList(certain(listSeeds()[0], 'a list')), 'a list')

/** What judges certificates and lists that are signed as they should be, and say anything. */
export const trustTargets: readonly Target[] = [
  { name: 'path-authority', seeds: authoritySeeds, mutate: mutateMeaning, run: runAuthority },
  { name: 'path-leaf', seeds: leafSeeds, mutate: mutateMeaning, run: runLeaf },
  { name: 'list-status', seeds: listSeeds, mutate: mutateMeaning, run: runListStatus },
]

function authoritySeeds(): readonly Uint8Array[] {
  const usual = {
    ...identifiers('middle', 'root'),
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign' as const]),
  }
  const each = Object.entries(bounds).map(([key, value]) => written({ ...usual, [key]: value }))
  return [written(bounds), written(usual), ...each]
}

function leafSeeds(): readonly Uint8Array[] {
  return [written(leafSays), ...names.map((name) => written({ ...leafSays, subjectAltName: [name] }))]
}

/** The input is the extensions of the authority between anchor and leaf. */
function runAuthority(input: Uint8Array): Outcome {
  const parsed = parseCertificate(signed(middle, root, 'middle', 'root', input))
  if (!parsed.ok) return outcomeOf(parsed, () => undefined)
  const answer = answered(soundLeaf, [parsed.value])
  if (answer.answer === 'accepted') {
    for (const wider of widened(parsed.value.extensions)) {
      const certificate = certificateOf(signed(middle, root, 'middle', 'root', writtenExtensions(wider)))
      assert.equal(answered(soundLeaf, [certificate]).answer, 'accepted', 'less bounds, and less is accepted')
    }
  }
  return outcome(answer)
}

/** The input is the extensions of the leaf, under an authority with every bound there is. */
function runLeaf(input: Uint8Array): Outcome {
  const parsed = parseCertificate(signed(ada, middle, 'leaf', 'middle', input))
  return parsed.ok ? outcome(answered(parsed.value, [soundMiddle])) : outcomeOf(parsed, () => undefined)
}

/** One answer, in whatever order and how often certificates are given. */
function answered(leaf: Certificate, between: readonly Certificate[]): PathAnswer {
  const ask = (intermediates: readonly Certificate[]): PathAnswer => {
    return findPath({
      leaf,
      anchors: [rootCertificate],
      intermediates,
      at: fuzzNow,
      purpose: 'client',
      statusOf: () => ({ status: 'good' }),
    })
  }
  const answer = ask(between)
  const again = ask([leaf, ...between, rootCertificate, ...between])
  // What is given twice may cost what was just enough for once.
  if (again.answer !== 'unknown') assert.equal(again.answer, answer.answer, 'another order')
  return answer
}

function outcome(answer: PathAnswer): Outcome {
  switch (answer.answer) {
    case 'accepted':
      return outcomeOf(accept(answer.path), ({ chain, policies: held }) => {
        assert.equal(chain.length, 1)
        return String(held)
      })
    case 'refused':
      return outcomeOf(refuse(answer.fault), () => undefined)
    case 'unknown':
      return { accepted: false, label: `unknown ${answer.spent}` }
    default:
      return answer satisfies never
  }
}

/** Extensions that only narrow: without any one of them a path is accepted all the more. */
const narrowing: readonly string[] = [
  extensionType.nameConstraints,
  extensionType.extendedKeyUsage,
  extensionType.policyConstraints,
  extensionType.inhibitAnyPolicy,
  extensionType.agreementTerms,
]

function widened(extensions: readonly Extension[]): readonly (readonly Extension[])[] {
  return narrowing
    .map((without) => extensions.filter(({ oid }) => oid !== without))
    .filter((rest) => rest.length < extensions.length && rest.length > 0)
}

/** The list is signed anew, so that what it says is reached; there is another that revokes nothing. */
function runListStatus(input: Uint8Array): Outcome {
  const { authority, issuing, issuingKey } = unit
  const parsed = parseRevocationList(input)
  if (!parsed.ok) return outcomeOf(parsed, () => undefined)
  const { tbs } = parsed.value
  const { algorithmIdentifier } = issuingKey.suite
  const again = parseRevocationList(sequence(tbs, algorithmIdentifier, bitString(issuingKey.sign(tbs))))
  if (!again.ok) return outcomeOf(again, () => undefined)
  const inquiry = { anchors: [authority], intermediates: [issuing], at: fuzzNow }
  const statuses = [
    [again.value, emptyList],
    [emptyList, again.value],
  ].map((lists) => {
    return listed.map((leaf) => listStatus(prepareLists(lists), inquiry)(leaf, issuing))
  })
  const [first = [], second] = statuses
  assert.deepEqual(first, second, 'another order')
  return {
    accepted: first.some(({ status }) => status === 'revoked'),
    label: JSON.stringify(first, kindsOnly),
  }
}

function kindsOnly(key: string, value: unknown): unknown {
  return /^(\d*|status|reason|why|kind)$/.test(key) ? value : undefined
}

/** The certificate with these `Extensions`, signed by the key of this name. */
function signed(
  subject: Name,
  issuer: Name,
  key: string,
  signer: string,
  extensions: Uint8Array,
): Uint8Array {
  const signing = keyOf(signer)
  const { algorithmIdentifier } = signing.suite
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(5),
    algorithmIdentifier,
    issuer.der,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject.der,
    keyOf(key).publicKey.spki,
    explicit(3, extensions),
  )
  return sequence(tbs, algorithmIdentifier, bitString(signing.sign(tbs)))
}

function keyOf(name: string): PrivateKey {
  return certain(keys.get(name), `the key ${name}`)
}

function written(known: KnownExtensions): Uint8Array {
  return writtenExtensions(extensionsOf(known))
}
