import { equalBytes, hex, sha256, utf8 } from '#bytes'
import {
  attributeOid,
  contentTypeOid,
  timestampPolicy,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeSigningCertificateV2,
  writeTstInfo,
} from '#cms'
import { digestForSuite } from '#crypto'
import { objectIdentifier } from '#der'
import { sure } from '#fault'
import { fakePdf } from '#pdf'
import { cadesRow, padesRow, type SignatureFormRow, type SignatureObject, wholePart } from '#signature'
import { fuzzNow } from './authority.ts'
import { type Mutation, mutateBytes } from './byte-mutation.ts'
import { mutateDer } from './der-mutation.ts'
import { certificate, signer, told, wishes } from './form-targets.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

/** The forms that are a CMS message, by itself or in a PDF. */
export const cmsFormTargets: readonly Target[] = [
  { name: 'cades', seeds: cadesSeeds, mutate: mutateDer, run: runCades },
  { name: 'pades', seeds: padesSeeds, mutate: mutateSigned, run: runPades },
]

const permit = wholePart('permit.txt', utf8('granted'), 'text/plain')
const letter = wholePart('letter.pdf', fakePdf())

function signed(row: SignatureFormRow, attached: boolean): Uint8Array {
  const parts = [row.form === 'PAdES' ? letter : permit]
  const prepared = sure(row.prepare(wishes, { parts, attached }), 'prepared')
  return prepared.assemble(signer.sign(prepared.toBeSigned))
}

function archived(row: SignatureFormRow, file: Uint8Array): Uint8Array {
  const id = sure(row.read(file, [permit]), 'a file just made')[0]?.id ?? ''
  const imprint = sure(row.timestampImprint(file, id, 'sha256'), 'the imprint')
  const stamped = sure(row.withTimestamp(file, id, 'sha256', tokenOver(imprint)), 'B-T')
  const evidence = { certificates: [certificate.der], lists: [], ocsp: [] }
  const proven = sure(row.withEvidence(stamped, id, evidence), 'B-LT')
  const archive = sure(row.archiveImprint(proven, id, 'sha256', [permit]), 'the imprint')
  return sure(row.withArchiveTimestamp(proven, id, 'sha256', tokenOver(archive), [permit]), 'B-LTA')
}

function tokenOver(digest: Uint8Array): Uint8Array {
  const info = {
    imprint: { algorithm: 'sha256', digest },
    serial: 1n,
    time: fuzzNow,
    ordering: false,
  } as const
  const content = writeTstInfo({ policy: timestampPolicy, ...info })
  const digestAlgorithm = digestForSuite(signer.suite)
  const attributes = [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.tstInfo)),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(sha256(content))),
    writeAttribute(attributeOid.signingCertificateV2, writeSigningCertificateV2(certificate, 'sha256')),
  ]
  const signerInfo = writeSignerInfo({
    identifier: { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial },
    digestAlgorithm,
    signedAttributes: attributes,
    signatureAlgorithm: signer.suite.algorithmIdentifier,
    signature: signer.sign(writeSignedAttributes(attributes).set),
  })
  return writeSignedData({
    digestAlgorithms: [digestAlgorithm],
    contentType: contentTypeOid.tstInfo,
    content,
    certificates: [certificate.der],
    signers: [signerInfo],
  })
}

function cadesSeeds(): readonly Uint8Array[] {
  const plain = [true, false].map((attached) => signed(cadesRow, attached))
  const long = plain.map((file) => archived(cadesRow, file))
  const countered = plain.map((file) => {
    const id = sure(cadesRow.read(file, [permit]), 'a file just made')[0]?.id ?? ''
    const prepared = sure(cadesRow.prepareCounter(wishes, file, id, []), 'a counter-signature')
    return prepared.assemble(signer.sign(prepared.toBeSigned))
  })
  return [...plain, ...long, ...countered]
}

function runCades(input: Uint8Array): Outcome {
  return outcomeOf(cadesRow.read(input, [permit]), (objects) => {
    return objects.map((object) => told(object, isPermit)).join()
  })
}

/** The signer has signed nothing but the permit. */
function isPermit({ contents: [own] }: SignatureObject): boolean {
  const digest = own && permit.digest(own.algorithm)
  return digest !== undefined && equalBytes(digest, own?.digest ?? digest)
}

function padesSeeds(): readonly Uint8Array[] {
  const plain = signed(padesRow, true)
  return [plain, archived(padesRow, plain)]
}

/** Changes octets anywhere, or the CMS of one of the signatures by what it is. */
function mutateSigned(...[input, chance, others]: Parameters<Mutation>): Uint8Array {
  const text = Buffer.from(input).toString('latin1')
  const places = [...text.matchAll(/\/Contents <([0-9a-f]+)>/g)]
  if (places.length === 0 || chance.once(3)) return mutateBytes(input, chance, others)
  const { index, 1: digits = '' } = chance.pick(places)
  const cms = Buffer.from(digits.replace(/(?:00)+$/, ''), 'hex')
  const changed = mutateDer(cms, chance, [certificate.der])
  const file = Buffer.from(input)
  const padded = hex(changed).padEnd(digits.length, '0').slice(0, digits.length)
  file.write(padded, index + '/Contents <'.length, 'latin1')
  return file
}

/** What the signer has signed of PDFs: Ed25519 signs without chance, so the seeds are the same each time. */
const signedDigests: ReadonlySet<string> = digestsOf()

function digestsOf(): ReadonlySet<string> {
  const objects = padesSeeds().flatMap((file) => sure(padesRow.read(file, []), 'a seed'))
  return new Set(objects.flatMap(({ contents: [own] }) => (own ? [hex(own.digest)] : [])))
}

function runPades(input: Uint8Array): Outcome {
  return outcomeOf(padesRow.read(input, []), (objects) => {
    const isKnown = ({ contents: [own] }: SignatureObject): boolean =>
      signedDigests.has(hex(own?.digest ?? input))
    return objects.map((object) => told(object, isKnown)).join()
  })
}
