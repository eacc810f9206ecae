import { join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { base64, utf8 } from '#bytes'
import { type Envelope, parseEnvelope, parsePublicKey } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { signPresentation, statementDigest } from '#recognition'
import { pem } from '#x509'
import { formAnswerTo } from './answer.ts'
import { type Attach, type Context, type Given, jsonText, textGiven, withSession } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText, readTextIfAny, writeNew } from './files.ts'
import { httpCaller } from './http.ts'
import { perform } from './perform.ts'
import { certificatesIn, type Profile, profileFiles, readProfile, type Session } from './profile.ts'
import type { Done } from './submit.ts'
import { apiPortByDefault, askAuthority, askOverTls } from './unit-facts.ts'

const receivedForm = z.object({
  visitor: z.string(),
  offices: z.array(z.string()),
  grade: z.string(),
  until: z.string(),
  index: z.int(),
})

const visitHelp = `
The other unit must be known first: by a folder with its unit.json and authority.pem (\`--at\`), or by its
public address and its authority key as you were told it by other means; then the folder is made.
  chancery --as wang.li visit --from http://permits.example:8480 --authority 3vZk…
  chancery --as wang.li --at wang.li/at/permits.example case list`

/** `visit`: has one's own unit state one's offices, and shows that to another unit. */
export function addVisitCommand(command: Command, attach: Attach): void {
  command
    .option('--from <url>', 'public address of the other unit, where no folder knows it yet')
    .option('--api <url>', `its TLS address (default: same host, port ${apiPortByDefault})`)
    .option('--authority <thumbprint>', 'its authority key, as you were told it by other means')
    .addHelpText('after', visitHelp)
  attach(command, async (context, _args, given) => {
    const { as } = context
    if (as === undefined) return refuse({ kind: 'profile-unnamed' })
    const folder = await visitedFolder(as, context, given)
    if (!folder.ok) return folder
    const profile = readProfile(folder.value)
    if (!profile.ok) return profile
    // At home, whatever unit is named: the statement is made there.
    const { at: _, ...home } = context
    return withSession(home, (session) => visit(session, home, as, profile.value))
  })
}

async function visit(
  session: Session,
  context: Context,
  as: string,
  to: Profile,
): Promise<Result<string, CliFault>> {
  const { ports } = context
  const { domain } = to.unit
  const deed = { act: 'statement.issue', input: { unit: domain } }
  const wish = { permission: deed.act, object: `unit/${domain}`, keep: true }
  const performance = await perform(session, ports, deed, wish)
  if (!performance.ok) return performance
  const statement = statementIn(performance.value.wished)
  if (!statement.ok) return statement
  const certificate = readText(join(as, profileFiles.certificate))
  if (!certificate.ok) return certificate
  const [leaf] = certificatesIn(certificate.value)
  const { unit } = to.unit
  const shown = { unit, statement: statementDigest(statement.value), time: ports.clock.now() }
  const body = {
    certificate: base64(certain(leaf, 'the certificate of a session').der),
    statement: statement.value,
    presentation: signPresentation(shown, session.key),
  }
  const received = await show(to, body)
  if (!received.ok) return received
  if (context.json) return accept(jsonText({ ...received.value, unit: domain, folder: to.folder }))
  const { visitor, grade, until, offices } = received.value
  return accept(
    `received at ${domain} as ${visitor}, in the grade ${grade}, until ${until}\n` +
      `offices stated: ${offices.length === 0 ? 'none' : offices.join(', ')}\n` +
      `act there with \`chancery --as ${as} --at ${to.folder} …\`\n`,
  )
}

async function show(to: Profile, body: object): Promise<Result<z.infer<typeof receivedForm>, CliFault>> {
  const caller = httpCaller(to.unit.api, { authority: to.authority })
  if (!caller.ok) return caller
  const bytes = utf8(JSON.stringify(body))
  const request = { method: 'POST', path: '/visits', body: { type: 'application/json', bytes } } as const
  const received = await formAnswerTo(caller.value, request, receivedForm)
  caller.value.close()
  return received
}

function statementIn({ receipt }: Done): Result<Envelope, CliFault> {
  const event = receipt.events.find(({ kind }) => kind === 'statement-issued')
  const envelope = parseEnvelope(JSON.stringify(event?.['statement'] ?? null))
  if (envelope.ok) return envelope
  return refuse({ kind: 'unproven', what: 'the receipt', problem: 'it holds no statement' })
}

/** The folder of the unit to visit: the one named, or one made beside the key from what the unit answers. */
async function visitedFolder(as: string, context: Context, given: Given): Promise<Result<string, CliFault>> {
  const from = textGiven(given, 'from')
  if (context.at !== undefined && from === undefined) return accept(context.at)
  const authority = textGiven(given, 'authority')
  if (context.at !== undefined || from === undefined || authority === undefined) {
    const problem =
      'name the unit: its folder by `--at`, or its address and key by `--from` and `--authority`'
    return refuse({ kind: 'usage', problem })
  }
  const api = textGiven(given, 'api')
  return learnt(as, from, authority, api)
}

/** Asks a unit for its authority, which must have the key that was named, and then over TLS for the rest. */
async function learnt(
  as: string,
  from: string,
  key: string,
  apiGiven: string | undefined,
): Promise<Result<string, CliFault>> {
  const open = httpCaller(from)
  if (!open.ok) return open
  const answered = await askAuthority(open.value)
  open.value.close()
  if (!answered.ok) return answered
  // No other certificate that came along is believed: whoever answered put it there.
  const named = certificatesIn(answered.value).find(({ spki }) => {
    const read = parsePublicKey(spki)
    return read.ok && read.value.thumbprint === key
  })
  if (!named)
    return refuse({ kind: 'peer-untrusted', address: from, problem: 'its authority has not the key named' })
  const authority = pem('CERTIFICATE', named.der)
  const told = await askOverTls(from, authority, apiGiven)
  if (!told.ok) return told
  const { api, facts } = told.value
  const { domain, recordKey, journalKey } = facts
  const unit = { api, public: open.value.address, unit: facts.key, domain, recordKey, journalKey }
  return keep(join(as, 'at', domain), authority, `${JSON.stringify(unit, undefined, 2)}\n`)
}

/** Writes what was learnt; where the unit is known already, that stays and counts. */
function keep(folder: string, authority: string, unit: string): Result<string, CliFault> {
  for (const [name, text] of [
    [profileFiles.authority, authority],
    [profileFiles.unit, unit],
  ] as const) {
    const path = join(folder, name)
    const known = readTextIfAny(path)
    if (!known.ok) return known
    const written = known.value === undefined ? writeNew(path, text) : accept(undefined)
    if (!written.ok) return written
  }
  return accept(folder)
}
