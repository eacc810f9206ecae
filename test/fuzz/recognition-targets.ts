import assert from 'node:assert/strict'
import { canonicalJson, fromUtf8, hex, utf8 } from '#bytes'
import { day, isoInstant } from '#clock'
import { type Envelope, signEnvelope } from '#crypto'
import { sure } from '#fault'
import {
  type PublishedBundle,
  parsePresentation,
  parsePublished,
  parseStatement,
  publishedText,
  statementDigest,
} from '#recognition'
import { noteSigner, signNote, verifierKeyText, verifierOf } from '#record'
import { agreementBounds, agreementContent, writeCertificate } from '#x509'
import { fixedAuthority, fixedKey, fuzzNow, validity } from './authority.ts'
import { listSeeds } from './der-seeds.ts'
import { mutateJson } from './json-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'
import { bundleWords } from './words.ts'

const unit = fixedAuthority()
const domain = 'office.example'
const notes = sure(noteSigner(`${domain}/record`, fixedKey('record')), 'a signer of notes')
const checkpoint = signNote(`${domain}/record\n9\n${Buffer.alloc(32, 7).toString('base64')}\n`, notes)

const agreement = agreementContent({
  ...validity,
  issuer: unit.authority,
  subject: unit.authority,
  serial: new Uint8Array(16).fill(9),
  bounds: {
    domains: [domain, 'harbour.example'],
    grade: 'basic',
    purposes: ['client', 'server'],
    hops: 1,
    statusAgeMaxSeconds: 3600,
    bundleUrl: 'https://office.example/.well-known/chancery/bundle',
    privateAddresses: true,
  },
})

const content = {
  v: 1,
  unit: unit.authorityKey.publicKey.thumbprint,
  domain,
  name: 'Bürgeramt 役所',
  number: 3,
  thisUpdate: isoInstant(fuzzNow),
  nextUpdate: isoInstant(fuzzNow + day),
  api: 'https://office.example',
  authorities: [text(unit.authority.der)],
  links: [],
  issuing: [text(unit.issuing.der)],
  agreements: [text(writeCertificate(agreement, unit.authorityKey))],
  lists: listSeeds().slice(0, 2).map(text),
  recordKey: verifierKeyText(verifierOf(notes)),
  checkpoint,
}

const receipt = { index: 8, entry: utf8('{"v":1}'), proof: [new Uint8Array(32)], checkpoint }

const statement = {
  v: 1,
  unit: content.unit,
  domain,
  audience: 'harbour.example',
  person: 'ada',
  name: 'Ada Lovelace',
  offices: ['clerk', 'chief-information-officer'],
  certificate: unit.issuing.fingerprint,
  key: content.unit,
  issued: content.thisUpdate,
  expires: content.nextUpdate,
}

const shown = { v: 1, unit: content.unit, statement: unit.issuing.fingerprint, time: content.thisUpdate }

/** The parsers of what other units publish. */
export const recognitionTargets: readonly Target[] = [
  { name: 'bundle', seeds: () => [json(content)], mutate: mutateJson(bundleWords), run: runBundle },
  { name: 'published', seeds: publishedSeeds, mutate: mutateJson(bundleWords), run: runPublished },
  { name: 'statement', seeds: () => [json(statement)], mutate: mutateJson(bundleWords), run: runStatement },
  { name: 'presentation', seeds: () => [json(shown)], mutate: mutateJson(bundleWords), run: runPresentation },
]

/** The input is what the bundle says; it is wrapped as its unit would publish it. */
function runBundle(input: Uint8Array): Outcome {
  return runPublished(utf8(publishedText(utf8(canonicalJson(wrapped(input))), receipt)))
}

function publishedSeeds(): readonly Uint8Array[] {
  const bundle = utf8(canonicalJson(wrapped(json(content))))
  const consistency = { from: 4, proof: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] }
  return [publishedText(bundle, receipt), publishedText(bundle, receipt, consistency)].map(utf8)
}

/** What is read is written the same, whatever the order of members it came in. */
function runPublished(input: Uint8Array): Outcome {
  return outcomeOf(parsePublished(input), (published) => {
    const written = rewritten(published)
    const again = sure(parsePublished(utf8(written)), 'a bundle just written')
    assert.equal(rewritten(again), written)
    assert.equal(again.bundle.digest, published.bundle.digest)
    assert.equal(hex(again.receipt.entry), hex(published.receipt.entry))
    const came: unknown = JSON.parse(sure(fromUtf8(input), 'the text'))
    assert.equal(written, canonicalJson(came))
    for (const { certificate, bounds } of published.bundle.agreements) {
      assert.deepEqual(agreementBounds(certificate), bounds)
    }
    return `${published.bundle.lists.length} ${published.bundle.agreements.length}`
  })
}

/** The input is what the statement says. */
function runStatement(input: Uint8Array): Outcome {
  const envelope = wrapped(input, 'office-statement')
  return outcomeOf(parseStatement(envelope), (parsed) => {
    const { envelope: kept, digest, signer, issued, expires, ...facts } = parsed
    assert.deepEqual([kept, digest], [envelope, statementDigest(envelope)])
    const says = { ...facts, issued: isoInstant(issued), expires: isoInstant(expires) }
    const around = wrapped(json({ v: 1, ...says }), 'office-statement')
    const again = sure(parseStatement(around), 'a statement just written')
    const marks = { envelope: around, digest: statementDigest(around), signer }
    assert.deepEqual(again, { ...facts, issued, expires, ...marks })
  })
}

/** The input is what the presentation says. */
function runPresentation(input: Uint8Array): Outcome {
  return outcomeOf(parsePresentation(wrapped(input, 'presentation')), ({ unit: to, statement: of, time }) => {
    const written = json({ v: 1, unit: to, statement: of, time: isoInstant(time) })
    const again = sure(parsePresentation(wrapped(written, 'presentation')), 'a presentation just written')
    assert.deepEqual([again.unit, again.statement, again.time], [to, of, time])
  })
}

function rewritten({ bundle, receipt: kept, consistency }: PublishedBundle): string {
  return publishedText(utf8(canonicalJson(bundle.envelope)), kept, consistency)
}

function wrapped(payload: Uint8Array, what = 'bundle'): Envelope {
  return signEnvelope(`application/vnd.chancery.${what}+json`, payload, unit.issuingKey)
}

function json(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value))
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
