import { parentPort } from 'node:worker_threads'
import type { HandedFile, JudgedFiles } from '#api'
import { base64 } from '#bytes'
import type { Instant } from '#clock'
import { certain } from '#fault'
import type { HorizonFacts, Vouched } from '#recognition'
import { reportHtml, reportJson, reportPolicy, type TrustContext, verifyFiles, wholeFile } from '#signature'
import type { CertificateStatus } from '#trust'
import { type Certificate, parseCertificate } from '#x509'
import { withoutSigned } from './handed-files.ts'

/** From whose point of view files are judged: certificates and lists as DER. */
export interface TrustFacts extends HorizonFacts {
  readonly anchors: readonly Uint8Array[]
  readonly now: Instant
}

/** One request of a stranger. */
export interface VerificationTask {
  readonly files: readonly HandedFile[]
  readonly language: 'en' | 'zh'
  readonly trust: TrustFacts
}

const port = certain(parentPort, 'the port of a thread')

port.on('message', (task: VerificationTask) => {
  port.postMessage(judged(task))
})

function judged({ files, language, trust }: VerificationTask): JudgedFiles {
  const handed = files.map(({ name, bytes }) => wholeFile(name, bytes))
  const all = verifyFiles(handed, contextOf(trust))
  const reports = withoutSigned(all, files)
  return {
    report: { reports: reports.map(reportJson) },
    page: reportHtml(reports, language),
    pagePolicy: reportPolicy,
  }
}

function contextOf({ anchors, certificates, lists, inForce, now }: TrustFacts): TrustContext {
  const vouched = Map.groupBy(inForce, ({ fingerprint }) => fingerprint)
  return {
    anchors: anchors.flatMap(readCertificate),
    intermediates: certificates.flatMap(readCertificate),
    evidence: { certificates: [], lists, ocsp: [] },
    statusOf: (certificate, issuer) => statusBy(vouched.get(certificate.fingerprint), issuer, now),
    now,
  }
}

/** In force by whoever speaks of its issuer's certificates; all else is for lists to say. */
function statusBy(vouched: readonly Vouched[] = [], issuer: Certificate, now: Instant): CertificateStatus {
  const key = base64(issuer.spki)
  const found = vouched.find(({ keys, until }) => keys.includes(key) && (until === undefined || now < until))
  if (!found) return { status: 'unknown' }
  return found.asOf === undefined ? { status: 'good' } : { status: 'good', asOf: found.asOf }
}

function readCertificate(der: Uint8Array): readonly Certificate[] {
  const read = parseCertificate(der)
  return read.ok ? [read.value] : []
}
