import { hour } from '#clock'
import { timestampPolicy } from '#cms'
import { digestBytes } from '#crypto'
import { sure } from '#fault'
import {
  archiveEvidence,
  considerRequest,
  HashTreeBuilder,
  issueToken,
  makeTimestampRequest,
  verifyEvidenceRecord,
} from '#timestamp'
import type { Figure, FigureResult } from './figure.ts'
import { measuredAt, measuredParties, stampToken } from './signature/parties.ts'
import { measureHttp } from './timestamp/http.ts'
import { rates } from './trust/turns.ts'

const tokensPerSecondMin = 3000
const archiveSecondsMax = 20
const documents = 1_000_000
const recordsProven = 1000

export const figures: readonly Figure[] = [
  { name: 'timestamp.issue', run: measureIssue },
  { name: 'timestamp.http', run: measureHttp },
  { name: 'timestamp.evidence', run: measureEvidence },
]

/** Answers with a token a second, from the octets of a request to those of the response. */
async function measureIssue(): Promise<FigureResult> {
  const { anchor, clock } = measuredParties()
  const requests = Array.from({ length: 64 }, (_, number) => {
    const digest = digestBytes('sha256', Buffer.from(`document ${number}`))
    return makeTimestampRequest({ algorithm: 'sha256', digest, nonce: BigInt(number) }).der
  })
  const answered = (der: Uint8Array, number: number): boolean => {
    const request = sure(considerRequest(der, { policy: timestampPolicy, at: measuredAt }), 'a request')
    const { key: signer, certificate } = clock
    const own = { serial: BigInt(number), time: measuredAt, microseconds: number }
    const terms = { policy: timestampPolicy, accuracyMilliseconds: 1000, ordering: true }
    return issueToken({ request, signer, certificate, chain: [anchor], ...own, ...terms }).length > 0
  }
  const { own } = await rates({ own: { answers: requests.length, run: () => requests.every(answered) } })
  return {
    figure: 'timestamp.issue',
    value: Math.round(own),
    unit: 'tokens/s',
    goal: `>= ${tokensPerSecondMin.toLocaleString('en')}`,
    met: own >= tokensPerSecondMin,
    conditions:
      'request read and considered, token signed with P-256 and SHA-256, certificates in it; one process, ' +
      'without HTTP and without the journal',
  }
}

/** Seconds from the digests of an archive to a time-stamp over all of them, then records of single ones. */
async function measureEvidence(): Promise<readonly FigureResult[]> {
  const parties = measuredParties()
  const digests = Array.from({ length: documents }, (_, number) => digestBytes('sha256', numbered(number)))
  const begin = performance.now()
  const builder = new HashTreeBuilder('sha256')
  for (const digest of digests) builder.add(digest)
  const tree = builder.build()
  const archive = sure(archiveEvidence(tree, stampToken(parties, tree.root)), 'the time-stamp')
  const seconds = (performance.now() - begin) / 1000

  const indices = Array.from({ length: recordsProven }, (_, number) => (number * 7919 * 131) % documents)
  const beginProving = performance.now()
  const records = indices.map((index) => archive.prove(index))
  const proving = (performance.now() - beginProving) / recordsProven
  const beginVerifying = performance.now()
  for (const [place, record] of records.entries()) {
    const digest = digestBytes('sha256', numbered(indices[place] ?? 0))
    const question = {
      anchors: [parties.anchor],
      intermediates: [],
      at: measuredAt + hour,
      statusOf: () => ({ status: 'good' }) as const,
    }
    sure(
      verifyEvidenceRecord(record, () => [digest], question),
      'a record',
    )
  }
  const verifying = (performance.now() - beginVerifying) / recordsProven
  const count = documents.toLocaleString('en')
  const octets = records[0]?.length ?? 0
  return [
    {
      figure: 'timestamp.evidence',
      value: Math.round(seconds * 100) / 100,
      unit: 's',
      goal: `<= ${archiveSecondsMax}`,
      met: seconds <= archiveSecondsMax,
      conditions: `${count} SHA-256 digests at hand: tree built, one time-stamp with P-256 over its root`,
    },
    {
      figure: 'timestamp.evidence.prove',
      value: Math.round(proving * 1000) / 1000,
      unit: 'ms',
      goal: '<= 1',
      met: proving <= 1,
      conditions: `the evidence record of one of these documents, ${octets} octets; mean of ${recordsProven}`,
    },
    {
      figure: 'timestamp.evidence.verify',
      value: Math.round(verifying * 1000) / 1000,
      unit: 'ms',
      goal: '<= 5',
      met: verifying <= 5,
      conditions: "one such record with its document's digest, and the path of its time-stamp; no memo",
    },
  ]
}

function numbered(number: number): Uint8Array {
  return Buffer.from(`document ${number}`)
}
