import assert from 'node:assert/strict'
import { equalBytes, sha256, utf8 } from '#bytes'
import { timestampPolicy, writeTimestampRequest } from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { sure } from '#fault'
import {
  archiveEvidence,
  considerRequest,
  HashTreeBuilder,
  issueToken,
  makeTimestampRequest,
  refusalResponse,
  renewalDigest,
  renewTimestamp,
  tokenOfResponse,
  verifyEvidenceRecord,
  verifyToken,
} from '#timestamp'
import {
  type Certificate,
  extensionsOf,
  extensionType,
  keyIdentifier,
  keyPurpose,
  nameOf,
  writeCertificate,
} from '#x509'
import { certificateOf, fixedAuthority, fixedKey, fuzzNow, validity } from './authority.ts'
import { mutateDer } from './der-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

/** What asks for time-stamps, answers, and proves by them. */
export const timestampTargets: readonly Target[] = [
  { name: 'timestamp-request', seeds: requestSeeds, mutate: mutateDer, run: runRequest },
  { name: 'timestamp-response', seeds: responseSeeds, mutate: mutateDer, run: runResponse },
  { name: 'timestamp-token', seeds: () => [tokenOver(digest)], mutate: mutateDer, run: runToken },
  { name: 'evidence-record', seeds: recordSeeds, mutate: mutateDer, run: runRecord },
]

const { authorityKey, authority } = fixedAuthority()
const key = fixedKey('time-stamp')
const certificate = clockCertificate()
const text = utf8('document')
const digest = sha256(text)
const terms = { policy: timestampPolicy, at: fuzzNow }
const made = makeTimestampRequest({ algorithm: 'sha256', digest, nonce: 7n })

const question = {
  anchors: [authority],
  intermediates: [],
  at: fuzzNow,
  statusOf: () => ({ status: 'good' }) as const,
}

function clockCertificate(): Certificate {
  const extensions = extensionsOf({
    keyUsage: new Set(['digitalSignature']),
    extendedKeyUsage: [keyPurpose.timeStamping],
    subjectKeyIdentifier: keyIdentifier(key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(authority.spki),
  })
  const content = {
    ...validity,
    serial: Uint8Array.of(9),
    issuer: authority.subject,
    subject: nameOf({ commonName: 'clock' }),
    spki: key.publicKey.spki,
    extensions: extensions.map((extension) =>
      extension.oid === extensionType.extendedKeyUsage ? { ...extension, critical: true } : extension,
    ),
  }
  return certificateOf(writeCertificate(content, authorityKey))
}

function responseTo(request: Uint8Array): Uint8Array {
  return issueToken({
    request: sure(considerRequest(request, terms), 'a request'),
    signer: key,
    certificate,
    chain: [authority],
    policy: timestampPolicy,
    serial: 5n,
    time: fuzzNow,
    microseconds: 1,
    accuracyMilliseconds: 1_500,
    ordering: true,
  })
}

function tokenOver(over: Uint8Array): Uint8Array {
  const wish = makeTimestampRequest({ algorithm: 'sha256', digest: over, nonce: 7n })
  return sure(tokenOfResponse(responseTo(wish.der), wish), 'a token').token
}

function requestSeeds(): readonly Uint8Array[] {
  const imprint = { algorithm: 'sha256', digest } as const
  return [
    made.der,
    writeTimestampRequest({ imprint, certificateWanted: false }),
    writeTimestampRequest({ imprint, policy: timestampPolicy, nonce: -1n, certificateWanted: true }),
  ]
}

/** What is considered is answered, and the answer is one to it. */
function runRequest(input: Uint8Array): Outcome {
  const considered = considerRequest(input, terms)
  if (!considered.ok) refusalResponse(considered.fault)
  return outcomeOf(considered, ({ imprint, nonce, policy }) => {
    const answer = tokenOfResponse(responseTo(input), {
      der: input,
      request: {
        imprint,
        certificateWanted: true,
        ...(nonce !== undefined && { nonce }),
        ...(policy !== undefined && { policy }),
      },
    })
    assert.ok(answer.ok || answer.fault.kind === 'timestamp-answer-differs')
    return imprint.algorithm
  })
}

function responseSeeds(): readonly Uint8Array[] {
  return [responseTo(made.der), refusalResponse({ kind: 'clock-behind' })]
}

/** No change makes another token of it. */
function runResponse(input: Uint8Array): Outcome {
  return outcomeOf(tokenOfResponse(input, made), ({ info, certificate: signer }) => {
    assert.equal(info.serial, 5n)
    assert.ok(equalBytes(signer.der, certificate.der))
  })
}

function runToken(input: Uint8Array): Outcome {
  const imprint = (algorithm: DigestName): Uint8Array => digestBytes(algorithm, text)
  return outcomeOf(verifyToken(input, imprint, question), ({ time, serial, path }) => {
    assert.deepEqual([time, serial, path.anchor], [fuzzNow, 5n, authority])
  })
}

function recordSeeds(): readonly Uint8Array[] {
  const builder = new HashTreeBuilder('sha256')
  for (const other of ['a', 'b']) builder.add(sha256(utf8(other)))
  builder.add(digest)
  const tree = builder.build()
  const record = sure(archiveEvidence(tree, tokenOver(tree.root)), 'evidence').prove(2)
  const renewal = sure(renewalDigest(record), 'a renewal')
  return [record, sure(renewTimestamp(record, tokenOver(renewal.digest)), 'a renewal')]
}

function runRecord(input: Uint8Array): Outcome {
  const digests = (algorithm: DigestName): readonly Uint8Array[] => [digestBytes(algorithm, text)]
  const asked = { ...question, exactly: true }
  return outcomeOf(verifyEvidenceRecord(input, digests, asked), ({ time, timestamps }) => {
    assert.equal(time, fuzzNow)
    return String(timestamps.length)
  })
}
