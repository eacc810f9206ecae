import assert from 'node:assert/strict'
import { shownCertificate } from '#api'
import { base64, canonicalJson, equalBytes, fromUtf8, hex, utf8 } from '#bytes'
import { isoInstant } from '#clock'
import { envelopePayload, parseEnvelope, signEnvelope, signJws, verifyEnvelope, verifyJws } from '#crypto'
import { sure } from '#fault'
import { gateLimits, parseRequestHead, parseTarget, parseUpstreamAddress } from '#gateway'
import {
  decodeBundle,
  noteSigner,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  signNote,
  verifierKeyText,
  verifierOf,
} from '#record'
import { parseProcedure } from '#task'
import { type Act, actPayloadType, type Entry, parseAct, parseEntry } from '#unit'
import { allFromPem, parseSpiffeId, pem } from '#x509'
import { fixedKey, fuzzNow } from './authority.ts'
import { mutateBytes } from './byte-mutation.ts'
import { mutateJson } from './json-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'
import { mutateText } from './text-mutation.ts'
import {
  actWords,
  headWords,
  noteWords,
  pemWords,
  procedureWords,
  shownCertificateWords,
  spiffeWords,
} from './words.ts'

const signer = fixedKey('texts')
const notes = sure(noteSigner('office.example/record', signer), 'a signer of notes')
const origin = 'office.example/record'
const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='

const signedNotes = [
  signNote(`${origin}\n20852163\n${root}\n`, notes),
  signNote(`${origin}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension 1\n`, notes),
  signNote('a text\n\nof any kind —\n', notes),
]

const act = {
  act: 'certificate.revoke',
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  unit: 'Z7sxF3bnxA6yQy7QpHbs5nzSJzQb9cPS9QTvqG2Wy1o',
  time: isoInstant(fuzzNow),
  under: { case: '12', step: 'revoke' },
  input: { serial: '7f', reason: 'superseded', nested: { list: [1, 'a', null] } },
}

const envelope = signEnvelope(actPayloadType, utf8(JSON.stringify(act)), signer)
const token = signJws({ typ: 'JWT' }, JSON.stringify({ sub: 'ada', exp: 1 }), signer)

/** The parsers of texts and of what holds texts. */
export const textTargets: readonly Target[] = [
  {
    name: 'shown-certificate',
    seeds: shownSeeds,
    mutate: mutateText(shownCertificateWords),
    run: runShownCertificate,
  },
  { name: 'pem', seeds: pemSeeds, mutate: mutateText(pemWords), run: runPem },
  { name: 'envelope', seeds: () => [json(envelope)], mutate: mutateJson(actWords), run: runEnvelope },
  {
    name: 'act',
    seeds: () => [json(act), json({ ...act, under: undefined, override: 'strand-running-cases' })],
    mutate: mutateJson(actWords),
    run: runAct,
  },
  { name: 'entry', seeds: entrySeeds, mutate: mutateJson(actWords), run: runEntry },
  { name: 'jws', seeds: () => [utf8(token)], mutate: mutateText(actWords), run: runJws },
  { name: 'note', seeds: () => signedNotes.map(utf8), mutate: mutateText(noteWords), run: runNote },
  { name: 'checkpoint', seeds: checkpointSeeds, mutate: mutateText(noteWords), run: runCheckpoint },
  { name: 'verifier-key', seeds: verifierKeySeeds, mutate: mutateText(noteWords), run: runVerifierKey },
  { name: 'entry-bundle', seeds: bundleSeeds, mutate: mutateBytes, run: runEntryBundle },
  { name: 'spiffe-id', seeds: spiffeSeeds, mutate: mutateText(spiffeWords), run: runSpiffeId },
  { name: 'request-head', seeds: headSeeds, mutate: mutateText(headWords), run: runRequestHead },
  { name: 'upstream-address', seeds: addressSeeds, mutate: mutateText(spiffeWords), run: runUpstreamAddress },
  { name: 'procedure', seeds: procedureSeeds, mutate: mutateText(procedureWords), run: runProcedure },
]

function pemSeeds(): readonly Uint8Array[] {
  const block = pem('CERTIFICATE', signer.publicKey.spki)
  return [block, `${block}text\n${pem('X509 CRL', utf8('list'))}${block}`].map(utf8)
}

function runPem(input: Uint8Array): Outcome {
  return outcomeOf(allFromPem(latin1(input), 'CERTIFICATE'), (blocks) => {
    const again = allFromPem(blocks.map((block) => pem('CERTIFICATE', block)).join(''), 'CERTIFICATE')
    assert.deepEqual(sure(again, 'blocks just written').map(hex), blocks.map(hex))
    return String(Math.min(blocks.length, 3))
  })
}

function runEnvelope(input: Uint8Array): Outcome {
  return outcomeOf(parseEnvelope(input), (parsed) => {
    assert.deepEqual(sure(parseEnvelope(JSON.stringify(parsed)), 'an envelope just written'), parsed)
    const payload = envelopePayload(parsed)
    const verified = verifyEnvelope(parsed, signer.publicKey)
    const same = parsed.payloadType === actPayloadType && equalBytes(payload, envelopePayload(envelope))
    assert.ok(same || !verified, 'a signature over something else was taken')
    return String(verified)
  })
}

/** The input is the payload of an envelope. */
function runAct(input: Uint8Array): Outcome {
  const around = {
    payloadType: actPayloadType,
    payload: Buffer.from(input).toString('base64'),
    signatures: [],
  }
  return outcomeOf(parseAct(around), (parsed) => {
    const payload = Buffer.from(JSON.stringify({ ...parsed, time: isoInstant(parsed.time) })).toString(
      'base64',
    )
    const again: Act = sure(parseAct({ ...around, payload }), 'an act just written')
    assert.equal(JSON.stringify(again), JSON.stringify(parsed))
  })
}

function entrySeeds(): readonly Uint8Array[] {
  const entry = {
    v: 1,
    time: act.time,
    envelope,
    drawn: ['AAAA'],
    events: [{ kind: 'certificate.revoked', serial: '7f' }],
  }
  return [
    { ...entry, grant: { by: 'founding' } },
    { ...entry, grant: { by: 'step', case: '12', step: 'a' } },
  ].map(json)
}

function runEntry(input: Uint8Array): Outcome {
  return outcomeOf(parseEntry(input), (parsed) => {
    const written = json({ v: 1, ...parsed, time: isoInstant(parsed.time) })
    const again: Entry = sure(parseEntry(written), 'an entry just written')
    // As the record's verifier compares them.
    assert.equal(canonicalJson(again), canonicalJson(parsed))
  })
}

function runJws(input: Uint8Array): Outcome {
  const text = latin1(input)
  return outcomeOf(verifyJws(text, signer.publicKey), () => {
    assert.equal(text, token, 'nothing else was signed')
  })
}

function runNote(input: Uint8Array): Outcome {
  return outcomeOf(openNote(input, [verifierOf(notes)]), ({ text, verified, unknown }) => {
    assert.equal(verified.length, 1)
    assert.ok(
      signedNotes.some((note) => note.startsWith(`${text}\n`)),
      'nothing else was signed',
    )
    return unknown.length === 0 ? 'alone' : 'with others'
  })
}

function checkpointSeeds(): readonly Uint8Array[] {
  const texts = signedNotes.map((note) => note.slice(0, note.lastIndexOf('\n\n') + 1))
  return [...texts, ...signedNotes].map(utf8)
}

function runCheckpoint(input: Uint8Array): Outcome {
  const text = fromUtf8(input)
  if (!text.ok) return outcomeOf(text, () => undefined)
  const opened = outcomeOf(openCheckpoint(text.value, origin, [verifierOf(notes)]), () => undefined)
  const parsed = outcomeOf(parseCheckpoint(text.value), (checkpoint) => {
    const { size, extensions } = checkpoint
    const rootText = Buffer.from(checkpoint.root).toString('base64')
    const lines = [checkpoint.origin, String(size), rootText, ...extensions, '']
    assert.equal(lines.join('\n'), text.value)
  })
  return { accepted: parsed.accepted || opened.accepted, label: `${opened.label} ${parsed.label}` }
}

function verifierKeySeeds(): readonly Uint8Array[] {
  return [utf8(verifierKeyText(verifierOf(notes)))]
}

function runVerifierKey(input: Uint8Array): Outcome {
  const text = fromUtf8(input)
  if (!text.ok) return outcomeOf(text, () => undefined)
  return outcomeOf(parseVerifierKey(text.value), (verifier) => {
    assert.equal(verifierKeyText(verifier), text.value)
  })
}

function bundleSeeds(): readonly Uint8Array[] {
  return [Uint8Array.of(0, 1, 7, 0, 0, 0, 2, 8, 9), new Uint8Array(2 * 256), new Uint8Array(0)]
}

function runEntryBundle(input: Uint8Array): Outcome {
  return outcomeOf(decodeBundle(input), (entries) => {
    const parts = entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry])
    assert.equal(Buffer.concat(parts).toString('hex'), hex(input))
  })
}

function spiffeSeeds(): readonly Uint8Array[] {
  return ['spiffe://office.example', 'spiffe://office.example/person/ada', 'spiffe://a/..b/c'].map(utf8)
}

function runSpiffeId(input: Uint8Array): Outcome {
  const text = latin1(input)
  return outcomeOf(parseSpiffeId(text), ({ trustDomain, path, text: kept }) => {
    assert.equal(kept, text)
    assert.equal(['spiffe:/', trustDomain, ...path].join('/'), text)
  })
}

function headSeeds(): readonly Uint8Array[] {
  return [
    'GET /permits/7?a=b HTTP/1.1\r\nHost: permits.example\r\nAccept: text/html\r\nConnection: close, x\r\n',
    'POST https://permits.example/a%20b/c HTTP/1.1\r\nHost: permits.example:443\r\nContent-Length: 12\r\n',
    'PUT / HTTP/1.1\r\nHost: [2001:db8::1]\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n',
  ].map(utf8)
}

/** What goes on to the service must be read there as it was read here. */
function runRequestHead(input: Uint8Array): Outcome {
  return outcomeOf(parseRequestHead(latin1(input), gateLimits.fieldsMax), (head) => {
    const { method, target, fields, framing } = head
    const kept = `${method} ${target} HTTP/1.1\r\nHost: a\r\n${fields.lines}`
    const again = sure(parseRequestHead(kept, gateLimits.fieldsMax + 1), 'a head just written')
    assert.equal(again.fields.lines, fields.lines)
    assert.equal(again.fields.length ?? again.framing.kind, 'none', 'framing fields are the gate’s to write')
    const read = parseTarget(target)
    if (read.ok) {
      const { origin: onward, segments } = read.value
      assert.deepEqual(sure(parseTarget(onward), 'a target just written').segments, segments)
    }
    return `${framing.kind} ${outcomeOf(read, () => undefined).label}`
  })
}

function shownSeeds(): readonly Uint8Array[] {
  const der = Uint8Array.from({ length: 70 }, (_, at) => (at * 89) % 256)
  return shownForms(der).map(([name, value]) => utf8(`host: a\n${name}: ${value}`))
}

/** One certificate as each of the proxies tells it. */
function shownForms(der: Uint8Array): readonly (readonly [string, string])[] {
  const escaped = encodeURIComponent(pem('CERTIFICATE', der))
  return [
    ['client-cert', `:${base64(der)}:`],
    ['x-ssl-client-escaped-cert', escaped],
    ['x-forwarded-client-cert', `By=spiffe://a/b;Hash=ab;Cert="${escaped}";Subject="CN=a";URI=`],
  ]
}

function runShownCertificate(input: Uint8Array): Outcome {
  const lines = latin1(input).split('\n')
  const fields = lines.map((line) => [line.replace(/:.*/s, ''), line.replace(/^[^:]*: ?/, '')] as const)
  return outcomeOf(shownCertificate(fields), (der) => {
    if (!der) return 'none'
    for (const form of shownForms(der)) {
      const again = sure(shownCertificate([form]), 'a certificate just told')
      assert.ok(again && equalBytes(again, der))
    }
    return 'one'
  })
}

function addressSeeds(): readonly Uint8Array[] {
  return ['tcp://127.0.0.1:9000', 'tcp://[::1]:65535', 'unix:/run/permits.sock'].map(utf8)
}

function runUpstreamAddress(input: Uint8Array): Outcome {
  const text = latin1(input)
  return outcomeOf(parseUpstreamAddress(text), (address) => {
    assert.deepEqual(sure(parseUpstreamAddress(address.text), 'an address just read'), address)
    return address.kind
  })
}

function procedureSeeds(): readonly Uint8Array[] {
  return [
    `procedure: permit
title: { en: A permit }
opened-by: { office: clerk }
data:
  applicant: { type: text, pattern: '[a-z]{1,20}' }
  area: { type: number }
objects: permit/{case}
steps:
  examine:
    title: { en: Examine }
    by: { office: clerk }
    permits: [permit.read, permit.annotate]
    outcomes: [sound, faulty]
    uses: { permit.annotate: 3 }
    within: P3D
  decide:
    title: { en: Decide }
    after: examine
    when: examine.outcome == sound
    by: { office: chief }
    permits: [permit.approve]
    within: PT8H
constraints:
  - different-people: [examine, decide]
`,
  ].map(utf8)
}

function runProcedure(input: Uint8Array): Outcome {
  return outcomeOf(parseProcedure(input.toString()), ({ procedure }) => {
    assert.ok(Object.keys(procedure).length > 0)
  })
}

function json(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value))
}

function latin1(input: Uint8Array): string {
  return Buffer.from(input).toString('latin1')
}
