import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { hex, sha256 } from '#bytes'
import { isoInstant } from '#clock'
import { PrivateKey, parsePublicKey, sealKey, type UnitSuiteName } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { foundingSuites } from '#founding'
import { type RolloverCertificates, rolloverCertificates } from '#identity'
import { type Certificate, isSignedBy, pem, sameName } from '#x509'
import {
  authorityKeyFile,
  authorityName,
  authorityPath,
  fingerprintLines,
  groupLines,
  memberLines,
  openAuthorityKey,
  readCertificates,
} from './authority-key.ts'
import { addAuthorityUpdate } from './authority-update.ts'
import { type Attach, type Context, type Given, jsonText, textGiven, withPublic } from './context.ts'
import type { CliFault } from './fault.ts'
import { writeNew } from './files.ts'
import { certificatesIn, profileFiles } from './profile.ts'
import { newSecret, unitPassphraseVariable } from './secret.ts'
import { recordText } from './text-table.ts'
import { askAuthority } from './unit-facts.ts'

/** The input of `authority.propose-rollover`, but for the evidence. */
const rolloverFile = 'rollover.json'

/** The commands about authority keys that are no acts: making, comparing and following one. */
export function addAuthorityCommands(group: Command, attach: Attach): void {
  addNew(group, attach)
  addFingerprint(group, attach)
  addAuthorityUpdate(group, attach)
}

function addNew(group: Command, attach: Attach): void {
  const command = group
    .command('new')
    .description('beside the safe: make a new authority key and all certificates of its rollover')
    .requiredOption('--folder <folder>', 'where the new files go (required)')
    .requiredOption('--authority-key <file>', 'the authority’s key file until now (required)')
    .requiredOption('--authority <pem>', 'the unit’s authority certificates (required)')
    .requiredOption('--issuing <pem>', 'the issuing certificate, as anybody’s `certificate.pem` (required)')
    .addOption(
      new Option('--suite <name>', 'the algorithm; that of the old key unless named').choices([
        ...foundingSuites,
      ]),
    )
  attach(command, (context, _args, given) => newAuthority(context, given))
}

async function newAuthority({ ports, json }: Context, given: Given): Promise<Result<string, CliFault>> {
  const place = (name: string): string => textGiven(given, name) ?? ''
  const authorities = readCertificates(place('authority'))
  if (!authorities.ok) return authorities
  const chain = readCertificates(place('issuing'))
  if (!chain.ok) return chain
  const oldKey = await openAuthorityKey(place('authorityKey'), ports)
  if (!oldKey.ok) return oldKey
  const time = ports.clock.now()
  const old = certificateOf(authorities.value, oldKey.value, place('authority'))
  if (!old.ok) return old
  if (old.value.notAfter < time) return malformed(place('authority'), 'the time of its authority is over')
  const issuing = issuingUnder(chain.value, old.value, oldKey.value)
  if (!issuing) return malformed(place('issuing'), 'it holds no issuing certificate by this authority key')
  const suite = suiteFor(given, oldKey.value)
  if (!suite) return refuse({ kind: 'usage', problem: 'name the algorithm of the new key by `--suite`' })
  const passphrase = await newSecret(ports, unitPassphraseVariable, 'passphrase of the new key')
  if (!passphrase.ok) return passphrase
  const newKey = PrivateKey.generate(suite)
  const { random } = ports
  const signers = { oldKey: oldKey.value, newKey }
  const made = rolloverCertificates({ old: old.value, issuing, ...signers, time, random })
  const files = await writeRollover(place('folder'), newKey, passphrase.value, made)
  if (!files.ok) return files
  const key = newKey.publicKey.thumbprint
  if (json) return accept(jsonText({ key, files: files.value }))
  return accept(rolloverText(files.value, made.authority, key))
}

/** The algorithm that is named, or that of the old key where a unit may still be founded with it. */
function suiteFor(given: Given, oldKey: PrivateKey): UnitSuiteName | undefined {
  const wanted = textGiven(given, 'suite') ?? oldKey.suite.name
  return foundingSuites.find((name) => name === wanted)
}

/** The certificate among an authority's that is of this key. */
export function certificateOf(
  certificates: readonly Certificate[],
  key: PrivateKey,
  path: string,
): Result<Certificate, CliFault> {
  const { thumbprint } = key.publicKey
  const own = certificates.find(({ spki }) => {
    const found = parsePublicKey(spki)
    return found.ok && found.value.thumbprint === thumbprint
  })
  return own
    ? accept(own)
    : malformed(
        path,
        'it holds no certificate of the authority key that was opened: is it the key of this unit?',
      )
}

function issuingUnder(
  chain: readonly Certificate[],
  authority: Certificate,
  key: PrivateKey,
): Certificate | undefined {
  return chain.find((certificate) => {
    const isIssuing = certificate.basicConstraints?.ca === true
    const isLink = sameName(certificate.subject, authority.subject)
    return isIssuing && !isLink && isSignedBy(certificate, key.publicKey)
  })
}

async function writeRollover(
  folder: string,
  key: PrivateKey,
  passphrase: string,
  made: RolloverCertificates,
): Promise<Result<readonly string[], CliFault>> {
  const texts = Object.entries(made).map(([part, { der }]) => [part, pem('CERTIFICATE', der)])
  const files = [
    { path: join(folder, authorityKeyFile), text: await sealKey(key, passphrase), secret: true },
    { path: authorityPath(folder), text: pem('CERTIFICATE', made.authority.der), secret: false },
    { path: join(folder, rolloverFile), text: jsonText(Object.fromEntries(texts)), secret: false },
  ]
  for (const { path, text, secret } of files) {
    const written = writeNew(path, text, secret)
    if (!written.ok) return written
  }
  return accept(files.map(({ path }) => path))
}

function rolloverText(files: readonly string[], authority: Certificate, key: string): string {
  const [keyPath = '', , rolloverPath = ''] = files
  return (
    `${keyPath} holds the new authority key, sealed: keep it where the old one is kept\n` +
    `${rolloverPath} is to be proposed: ` +
    `\`chancery authority propose-rollover --input ${rolloverPath} --evidence …\`\n` +
    `whoever decides is told the key: \`chancery authority roll-over --key ${key}\`\n` +
    recordText(memberLines('fingerprint', fingerprintLines(authority)))
  )
}

function addFingerprint(group: Command, attach: Attach): void {
  const command = group
    .command('fingerprint [source]')
    .description('the fingerprint of an authority key, to be read out: of a PEM file or a public address')
  attach(command, async (context, [source]) => {
    const certificates = await certificatesFrom(context, source)
    if (!certificates.ok) return certificates
    if (context.json) return accept(jsonText({ authorities: certificates.value.map(fingerprintFacts) }))
    return accept(certificates.value.map(fingerprintText).join('\n'))
  })
}

async function certificatesFrom(
  context: Context,
  source: string | undefined,
): Promise<Result<readonly Certificate[], CliFault>> {
  if (source === undefined && context.url === undefined) {
    if (context.as !== undefined) return readCertificates(authorityPath(context.as))
    if (existsSync(profileFiles.authority)) return readCertificates(profileFiles.authority)
    const problem = 'name a PEM file or a public address, or your folder by `--as`'
    return refuse({ kind: 'usage', problem })
  }
  const url = source ?? context.url ?? ''
  if (!/^https?:\/\//.test(url)) {
    if (existsSync(url)) return readCertificates(url)
    const problem = 'there is no such file, and an address begins with `http://`'
    return refuse({ kind: 'file-unread', path: url, problem })
  }
  const answer = await withPublic({ ...context, url }, askAuthority)
  if (!answer.ok) return answer
  const certificates = certificatesIn(answer.value)
  if (certificates.length > 0) return accept(certificates)
  return refuse({ kind: 'answer-unreadable', address: url, problem: 'it is no certificate in PEM' })
}

function fingerprintFacts(certificate: Certificate): Readonly<Record<string, string>> {
  const { spki, der, notBefore, notAfter } = certificate
  return {
    name: authorityName(certificate),
    notBefore: isoInstant(notBefore),
    notAfter: isoInstant(notAfter),
    keySha256: hex(sha256(spki)),
    thumbprint: Buffer.from(sha256(spki)).toString('base64url'),
    certificateSha256: hex(sha256(der)),
  }
}

function fingerprintText(certificate: Certificate): string {
  const { der, notAfter } = certificate
  const { thumbprint = '' } = fingerprintFacts(certificate)
  return recordText([
    ['authority', authorityName(certificate)],
    ['until', isoInstant(notAfter)],
    ...memberLines('key', fingerprintLines(certificate)),
    ['thumbprint', thumbprint],
    ...memberLines('certificate', groupLines(hex(sha256(der)))),
  ])
}

function malformed(path: string, problem: string): Result<never, CliFault> {
  return refuse({ kind: 'file-malformed', path, problem })
}
