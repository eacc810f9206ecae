import { join } from 'node:path'
import { type PrivateKey, sealKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  extensionsOf,
  fromPem,
  type GeneralName,
  isDnsName,
  nameOf,
  parseRequest,
  parseSpiffeId,
  pem,
  type SubjectKind,
  verifyRequest,
  writeRequest,
} from '#x509'
import type { CliFault } from './fault.ts'
import { readText, writeNew } from './files.ts'
import { profileFiles } from './profile.ts'

/** The file a new key's certificate request is written to. */
export const requestFile = 'request.pem'

/** Whom a request asks a certificate for. */
export interface RequestWish {
  readonly kind: SubjectKind
  readonly id: string
  /** In any script. */
  readonly name: string
  readonly domain: string
  /** Host names, for services and devices. */
  readonly dns: readonly string[]
}

/** The PKCS #10 request for a key, PEM: a common name, the SPIFFE ID and the host names. */
export function requestFor(key: PrivateKey, wish: RequestWish): Result<string, CliFault> {
  const spiffe = parseSpiffeId(`spiffe://${wish.domain}/${wish.kind}/${wish.id}`)
  if (!spiffe.ok) {
    return usage(
      `\`${wish.id}\` at \`${wish.domain}\` makes no identifier: take a-z, 0-9, \`.\`, \`_\` and \`-\``,
    )
  }
  const strange = wish.dns.find((name) => !isDnsName(name))
  if (strange !== undefined) return usage(`\`${strange}\` is no host name`)
  if (wish.name.trim() === '' || Array.from(wish.name).length > commonNameCharactersMax) {
    return usage(`\`--name\` wants 1 to ${commonNameCharactersMax} characters`)
  }
  const subjectAltName: readonly GeneralName[] = [
    { kind: 'uri', value: spiffe.value.text },
    ...wish.dns.map((value): GeneralName => ({ kind: 'dns', value })),
  ]
  const content = { subject: nameOf({ commonName: wish.name }), extensions: extensionsOf({ subjectAltName }) }
  return accept(pem('CERTIFICATE REQUEST', writeRequest(content, key)))
}

/** RFC 5280 appendix A.1, `ub-common-name`. */
const commonNameCharactersMax = 64

/** Seals a key into a folder and writes its request beside it; neither may stand there already. */
export async function writeKeyFolder(
  folder: string,
  key: PrivateKey,
  passphrase: string,
  request: string | undefined,
): Promise<Result<readonly string[], CliFault>> {
  const files = [{ path: join(folder, profileFiles.key), text: await sealKey(key, passphrase), secret: true }]
  if (request !== undefined) files.push({ path: join(folder, requestFile), text: request, secret: false })
  for (const { path, text, secret } of files) {
    const written = writeNew(path, text, secret)
    if (!written.ok) return written
  }
  return accept(files.map(({ path }) => path))
}

/** A certificate request in a file, PEM or DER, whose own signature is right. */
export function readRequestFile(text: string, path: string): Result<Uint8Array, CliFault> {
  const der = fromPem(text, 'CERTIFICATE REQUEST')
  if (!der.ok)
    return refuse({ kind: 'file-malformed', path, problem: 'it holds no certificate request in PEM' })
  const request = parseRequest(der.value)
  const key = request.ok ? verifyRequest(request.value) : request
  if (key.ok) return der
  return refuse({ kind: 'file-malformed', path, problem: `the request is not sound (${key.fault.kind})` })
}

/** What can be told of a sealed key without opening it. */
export function sealedKeyFacts(
  path: string,
): Result<{ readonly suite: string; readonly thumbprint: string }, CliFault> {
  const text = readText(path)
  if (!text.ok) return text
  const suite = /"suite":\s*"([a-z0-9-]+)"/.exec(text.value)?.[1]
  const thumbprint = /"thumbprint":\s*"([A-Za-z0-9_-]{43})"/.exec(text.value)?.[1]
  if (suite !== undefined && thumbprint !== undefined) return accept({ suite, thumbprint })
  return refuse({ kind: 'file-malformed', path, problem: 'it is no sealed key' })
}

function usage(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'usage', problem })
}
