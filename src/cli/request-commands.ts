import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { formAnswerTo, textAnswerTo } from './answer.ts'
import { anchorAmong, authorityKept, writeCertificateFolder } from './certificate-folder.ts'
import { type Attach, type Context, type Given, jsonText, textGiven, withPublic } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText } from './files.ts'
import type { HttpCaller } from './http.ts'
import { readRequestFile } from './key-folder.ts'
import { profileFiles, readProfile, type UnitFile } from './profile.ts'
import { apiPortByDefault, askAuthority, askOverTls } from './unit-facts.ts'

const sentForm = z.object({ request: z.string(), status: z.string() })

const statusForm = z.object({
  request: z.string(),
  waits: z.string().optional(),
  end: z.string().optional(),
  serial: z.string().optional(),
  reason: z.string().optional(),
})

/** The commands that send a certificate request and fetch what became of it. */
export function addRequestCommands(group: Command, attach: Attach): void {
  const send = group
    .command('send <file>')
    .description('send a certificate request, made here or by openssl')
    .option('--to <url>', 'the unit’s public address')
  attach(send, async (context, [path = ''], given) => {
    const text = readText(path)
    if (!text.ok) return text
    const der = readRequestFile(text.value, path)
    if (!der.ok) return der
    const body = { type: 'application/pkcs10', bytes: der.value }
    const there = addressed(context, given, 'to')
    const sent = await withPublic(there, (caller) => {
      return formAnswerTo(caller, { method: 'POST', path: '/requests', body }, sentForm)
    })
    if (!sent.ok) return sent
    const { request } = sent.value
    if (context.json) return accept(jsonText(sent.value))
    return accept(
      `request ${request} is received: tell this number to a registrar\n` +
        `then fetch the certificate: \`chancery request fetch ${request}` +
        `${there.url === undefined ? '' : ` --from ${there.url}`} --out ${dirname(path)} ` +
        '--authority …`, its key as you were told it\n',
    )
  })
  addFetch(group, attach)
}

function addFetch(group: Command, attach: Attach): void {
  const fetch = group
    .command('fetch [request]')
    .description('fetch the certificate of a request into the key’s folder, once it is issued')
    .option('--serial <serial>', 'fetch by serial instead, as after a renewal')
    .option('--from <url>', 'the unit’s public address')
    .option('--api <url>', `the unit’s TLS address (default: same host, port ${apiPortByDefault})`)
    .option('--authority <thumbprint>', 'the unit’s authority key, as you were told it by other means')
    .option('--out <folder>', 'the folder with the key', '.')
  attach(fetch, async (context, [request], given) => {
    const folder = textGiven(given, 'out') ?? '.'
    const path = join(folder, profileFiles.certificate)
    if (existsSync(path)) return refuse({ kind: 'file-stands', path })
    return withPublic(addressed(context, given, 'from'), async (caller) => {
      const serial = textGiven(given, 'serial')
      if ((serial === undefined) === (request === undefined)) {
        return refuse({ kind: 'usage', problem: 'name the request, or the certificate by `--serial`' })
      }
      const issued = serial === undefined ? await serialOf(caller, request ?? '') : accept(serial)
      return issued.ok ? fetchInto(caller, context, folder, issued.value, given) : issued
    })
  })
}

function addressed(context: Context, given: Given, attribute: 'to' | 'from'): Context {
  const url = textGiven(given, attribute)
  return url === undefined ? context : { ...context, url }
}

async function serialOf(caller: HttpCaller, request: string): Promise<Result<string, CliFault>> {
  const path = `/requests/${encodeURIComponent(request)}`
  const status = await formAnswerTo(caller, { method: 'GET', path }, statusForm)
  if (!status.ok) return status
  const { end, serial, reason, waits } = status.value
  if (end === 'issued' && serial !== undefined) return accept(serial)
  const detail =
    end === 'rejected'
      ? `the request was rejected: ${reason ?? 'no reason is given'}`
      : `the request waits for ${waits ?? 'a decision'}: fetch again later`
  return refuse({ kind: 'problem', status: 200, type: 'about:blank', detail })
}

async function fetchInto(
  caller: HttpCaller,
  context: Context,
  folder: string,
  serial: string,
  given: Given,
): Promise<Result<string, CliFault>> {
  const chain = await textAnswerTo(caller, {
    method: 'GET',
    path: `/certificates/${encodeURIComponent(serial)}`,
  })
  if (!chain.ok) return chain
  const anchor = await anchorFor(caller, folder, textGiven(given, 'authority'))
  if (!anchor.ok) return anchor
  const { text: authority, key, told } = anchor.value
  const unit = await unitFileFor(caller.address, context, folder, authority, given)
  if (!unit.ok) return unit
  const files = writeCertificateFolder(folder, {
    chain: chain.value,
    authority,
    unit: unit.value,
  })
  if (!files.ok) return files
  if (context.json) return accept(jsonText({ serial, files: files.value, unit: unit.value }))
  const warning =
    told || context.as !== undefined
      ? []
      : [`compare before you use it: the unit’s authority key is said to be ${key}`]
  const lines = [`certificate ${serial} lies in ${files.value.join(', ')}`, ...warning]
  return accept(lines.map((line) => `${line}\n`).join(''))
}

interface Anchor {
  /** PEM. */
  readonly text: string
  /** Thumbprint of its key. */
  readonly key: string
  /** Whether it is known by other means than the answer of an address. */
  readonly told: boolean
}

/** What the folder holds to already, or the authority an address tells of, with the key that was told. */
async function anchorFor(
  caller: HttpCaller,
  folder: string,
  told: string | undefined,
): Promise<Result<Anchor, CliFault>> {
  const kept = authorityKept(folder)
  if (!kept.ok) return kept
  const text = kept.value === undefined ? await askAuthority(caller) : accept(kept.value)
  if (!text.ok) return text
  const anchor = anchorAmong(text.value, told)
  if (!anchor.ok) return anchor
  if (kept.value === undefined) return accept({ ...anchor.value, told: told !== undefined })
  return accept({
    ...(told === undefined ? { ...anchor.value, text: kept.value } : anchor.value),
    told: true,
  })
}

/**
 * The folder's own `unit.json`, or a new one from what the unit says of itself over TLS under its authority.
 * Which authority that is rests on the key that was named, or else on the address that was asked.
 */
async function unitFileFor(
  address: string,
  context: Context,
  folder: string,
  authority: string,
  given: Given,
): Promise<Result<UnitFile, CliFault>> {
  const known = context.as ?? (existsSync(join(folder, profileFiles.unit)) ? folder : undefined)
  if (known !== undefined) {
    const profile = readProfile(known)
    return profile.ok ? accept(profile.value.unit) : profile
  }
  const told = await askOverTls(address, authority, textGiven(given, 'api'))
  if (!told.ok) return told
  const { api, facts } = told.value
  const { key, domain, recordKey, journalKey } = facts
  return accept({ api, public: address, unit: key, domain, recordKey, journalKey })
}
