import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { isoInstant } from '#clock'
import { PrivateKey, type UnitSuiteName, unitSuiteNames } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { exportPkcs12, type SubjectKind, subjectKinds } from '#x509'
import { type Attach, type Context, type Given, jsonText, textGiven, withPublic } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText, readTextIfAny, writeNew } from './files.ts'
import { requestFile, requestFor, sealedKeyFacts, writeKeyFolder } from './key-folder.ts'
import { certificatesIn, openFolderKey, principalIn, profileFiles, readProfile } from './profile.ts'
import { exportPassphraseVariable, newSecret, passphraseVariable } from './secret.ts'
import { importedPem } from './signing-identity.ts'
import { recordText } from './text-table.ts'
import { askUnit } from './unit-facts.ts'

/** What keys are made with unless told otherwise: what browsers and system stores take everywhere. */
const suiteByDefault: UnitSuiteName = 'ecdsa-p256-sha256'

/** The commands of one's own key. */
export function addKeyCommands(group: Command, attach: Attach): void {
  addNew(group, attach)
  addImport(group, attach)
  addShow(group, attach)
  addExport(group, attach)
}

function addNew(group: Command, attach: Attach): void {
  const command = group.command('new').description('make a key, sealed under a passphrase, and its request')
  addRequestOptions(command)
  command
    .addOption(
      new Option('--suite <name>', 'the algorithm').choices([...unitSuiteNames]).default(suiteByDefault),
    )
    .option('--out <folder>', 'where the files go', '.')
  attach(command, async (context, _args, given) => {
    const suite = unitSuiteNames.find((name) => name === given['suite']) ?? suiteByDefault
    return intoFolder(context, given, async () => accept(PrivateKey.generate(suite)))
  })
}

function addImport(group: Command, attach: Attach): void {
  const command = group
    .command('import <pem>')
    .description('seal a private key that openssl made, and make its request')
  addRequestOptions(command)
  command.option('--out <folder>', 'where the files go', '.')
  attach(command, (context, [path = ''], given) =>
    intoFolder(context, given, () => importedKey(context, path)),
  )
}

function addRequestOptions(command: Command): void {
  command
    .addOption(
      new Option('--id <identifier>', 'who it is for, as `wang.li` (required)').makeOptionMandatory(),
    )
    .addOption(new Option('--name <text>', 'full name, in any script (required)').makeOptionMandatory())
    .addOption(new Option('--kind <kind>', 'what it is').choices([...subjectKinds]).default('person'))
    .option(
      '--dns <name>',
      'host name of a service or device (may be repeated)',
      (name: string, before: unknown) => [...(Array.isArray(before) ? before : []), name],
    )
    .option('--domain <domain>', 'the unit’s domain; asked of the unit when not given')
    .option('--unit <url>', 'the unit’s public address, to ask for its domain')
}

async function intoFolder(
  context: Context,
  given: Given,
  makeKey: () => Promise<Result<PrivateKey, CliFault>>,
): Promise<Result<string, CliFault>> {
  const folder = textGiven(given, 'out') ?? '.'
  for (const file of [profileFiles.key, requestFile]) {
    if (existsSync(join(folder, file))) return refuse({ kind: 'file-stands', path: join(folder, file) })
  }
  const domain = await domainFor(context, given)
  if (!domain.ok) return domain
  const key = await makeKey()
  if (!key.ok) return key
  const kind = subjectKinds.find((each) => each === given['kind']) ?? ('person' satisfies SubjectKind)
  const dns = Array.isArray(given['dns']) ? given['dns'].map(String) : []
  const id = textGiven(given, 'id') ?? ''
  const request = requestFor(key.value, {
    kind,
    id,
    name: textGiven(given, 'name') ?? '',
    domain: domain.value,
    dns,
  })
  if (!request.ok) return request
  const passphrase = await newSecret(context.ports, passphraseVariable, 'passphrase')
  if (!passphrase.ok) return passphrase
  const written = await writeKeyFolder(folder, key.value, passphrase.value, request.value)
  if (!written.ok) return written
  const [keyPath = '', requestPath = ''] = written.value
  const { thumbprint } = key.value.publicKey
  const address = textGiven(given, 'unit') ?? context.url
  const to = address === undefined ? '' : ` --to ${address}`
  if (context.json) return accept(jsonText({ key: keyPath, request: requestPath, thumbprint }))
  return accept(
    `${keyPath} holds the key, sealed under your passphrase\n` +
      `${requestPath} asks for its certificate: \`chancery request send ${requestPath}${to}\`\n` +
      `thumbprint ${thumbprint}\n`,
  )
}

async function domainFor(context: Context, given: Given): Promise<Result<string, CliFault>> {
  const domain = textGiven(given, 'domain')
  if (domain !== undefined) return accept(domain)
  if (context.as !== undefined && given['unit'] === undefined) {
    const profile = readProfile(context.as)
    return profile.ok ? accept(profile.value.unit.domain) : profile
  }
  const url = textGiven(given, 'unit')
  const unit = await withPublic(url === undefined ? context : { ...context, url }, askUnit)
  return unit.ok ? accept(unit.value.domain) : unit
}

async function importedKey({ ports }: Context, path: string): Promise<Result<PrivateKey, CliFault>> {
  const text = readText(path)
  if (!text.ok) return text
  return importedPem(ports, path, text.value)
}

function addShow(group: Command, attach: Attach): void {
  const command = group
    .command('show')
    .description('the key and certificate of the folder, without opening the key')
  attach(command, async (context) => {
    const folder = context.as ?? '.'
    const key = sealedKeyFacts(join(folder, profileFiles.key))
    if (!key.ok) return key
    const text = readTextIfAny(join(folder, profileFiles.certificate))
    if (!text.ok) return text
    const facts = {
      folder: resolve(folder),
      ...key.value,
      ...(text.value ? certificateFacts(text.value) : {}),
    }
    return accept(context.json ? jsonText(facts) : recordText(Object.entries(facts)))
  })
}

function certificateFacts(pemText: string): Readonly<Record<string, string>> {
  const [leaf] = certificatesIn(pemText)
  const subject = principalIn(pemText)
  if (!leaf || !subject) return { certificate: 'cannot be read' }
  return {
    holder: `${subject.kind}/${subject.id}`,
    domain: subject.domain,
    serial: leaf.serial,
    notBefore: isoInstant(leaf.notBefore),
    notAfter: isoInstant(leaf.notAfter),
    fingerprint: leaf.fingerprint,
  }
}

function addExport(group: Command, attach: Attach): void {
  const command = group
    .command('export')
    .description('key and certificate as one PKCS #12 file, for browsers and system stores')
    .addOption(new Option('--p12 <file>', 'the file to write').makeOptionMandatory())
  attach(command, async (context, _args, given) => {
    const folder = context.as ?? '.'
    const path = textGiven(given, 'p12') ?? ''
    if (existsSync(path)) return refuse({ kind: 'file-stands', path })
    const content = readText(join(folder, profileFiles.certificate))
    if (!content.ok) return content
    const [leaf, ...chain] = certificatesIn(content.value)
    const subject = principalIn(content.value)
    if (!leaf || !subject) {
      return refuse({
        kind: 'file-malformed',
        path: join(folder, profileFiles.certificate),
        problem: 'no certificate',
      })
    }
    const key = await openFolderKey(folder, context.ports)
    if (!key.ok) return key
    const passphrase = await newSecret(context.ports, exportPassphraseVariable, 'passphrase of the file')
    if (!passphrase.ok) return passphrase
    const file = exportPkcs12({
      key: key.value.pkcs8(),
      certificate: leaf.der,
      chain: chain.map(({ der }) => der),
      friendlyName: `${subject.id} (${subject.domain})`,
      passphrase: passphrase.value,
      random: context.ports.random,
    })
    const written = writeNew(path, file, true)
    if (!written.ok) return written
    return accept(
      context.json ? jsonText({ p12: path }) : `${path} holds key and certificate under the passphrase\n`,
    )
  })
}
