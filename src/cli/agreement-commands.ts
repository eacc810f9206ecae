import type { Command } from 'commander'
import type { PrivateKey, Random } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { unitObject, validityOf } from '#recognition'
import { agreementContent, type Certificate, pem, serialBytesMin, writeCertificate } from '#x509'
import { performanceShown } from './act-commands.ts'
import { proposalsForm, proposalText, type SoundProposal, soundProposal } from './agreement-proposal.ts'
import { formAnswerTo, printable } from './answer.ts'
import { certificateOf } from './authority-commands.ts'
import { openAuthorityKey, readCertificates } from './authority-key.ts'
import { type Attach, type Given, jsonText, textGiven, withSession } from './context.ts'
import type { CliFault } from './fault.ts'
import { readTextOrInput } from './files.ts'
import { jsonIn } from './json.ts'
import { type Performance, perform } from './perform.ts'
import type { CommandLinePorts } from './ports.ts'
import { certificatesIn, type Session } from './profile.ts'
import { askAuthority } from './unit-facts.ts'

/** The act that brings an agreement into force. */
const signAct = 'agreement.sign'

/** The commands that sign agreements with the authority key, whose file may lie in a safe. */
export function addAgreementCommands(group: Command, attach: Attach): void {
  addCertify(group, attach)
  addCountersign(group, attach)
}

function addCertify(group: Command, attach: Attach): void {
  const command = group
    .command('certify')
    .description('beside the safe: sign what is proposed, and print the certificate for `agreement sign`')
    .requiredOption('--proposal <file>', 'what `agreement proposal --json` printed; `-`: standard input')
    .requiredOption('--authority-key <file>', 'the authority’s key file')
    .requiredOption('--authority <pem>', 'the unit’s authority certificates')
    .option('--case <number>', 'the case, where several propose something')
    .option('--yes', 'sign without asking')
  attach(command, async (context, _args, given) => {
    const proposal = readProposal(textGiven(given, 'proposal') ?? '', textGiven(given, 'case'))
    if (!proposal.ok) return proposal
    const path = textGiven(given, 'authority') ?? ''
    const authorities = readCertificates(path)
    if (!authorities.ok) return authorities
    const key = await openAuthorityKey(textGiven(given, 'authorityKey') ?? '', context.ports)
    if (!key.ok) return key
    const own = certificateOf(authorities.value, key.value, path)
    if (!own.ok) return own
    const certificate = await signed(context.ports, given, proposal.value, own.value, key.value)
    if (!certificate.ok) return certificate
    return accept(context.json ? jsonText({ certificate: certificate.value }) : certificate.value)
  })
}

function readProposal(path: string, caseId: string | undefined): Result<SoundProposal, CliFault> {
  const text = readTextOrInput(path)
  if (!text.ok) return text
  const malformed = (problem: string) => refuse({ kind: 'file-malformed', path, problem } as const)
  const form = proposalsForm.safeParse(jsonIn(text.value))
  if (!form.success) return malformed('it is not what `agreement proposal --json` prints')
  const proposal = soundProposal(form.data.proposals, caseId)
  return proposal.ok ? proposal : malformed(proposal.fault)
}

function addCountersign(group: Command, attach: Attach): void {
  const command = group
    .command('countersign')
    .description('sign what is proposed with the authority key, and put it into force')
    .requiredOption('--unit <domain>', 'the other unit')
    .requiredOption('--authority-key <file>', 'the authority’s key file')
    .option('--case <number>', 'the case, where several are open')
    .option('--step <name>', 'the step, where one case has several')
    .option('--override <name>', 'do it although cases could then not be finished: `strand-running-cases`')
    .option('--yes', 'sign without asking')
  attach(command, async (context, _args, given) => {
    const done = await withSession(context, (session) => countersign(session, context.ports, given))
    return done.ok ? accept(performanceShown(context, done.value)) : done
  })
}

/** Takes the step first, because what is proposed is told to whoever holds it. */
async function countersign(
  session: Session,
  ports: CommandLinePorts,
  given: Given,
): Promise<Result<Performance, CliFault>> {
  const unit = textGiven(given, 'unit') ?? ''
  const [caseId, step] = [textGiven(given, 'case'), textGiven(given, 'step')]
  const key = await openAuthorityKey(textGiven(given, 'authorityKey') ?? '', ports)
  if (!key.ok) return key
  const own = await newestAuthority(session, key.value)
  if (!own.ok) return own
  const place = { ...(caseId && { case: caseId }), ...(step && { step }) }
  const wish = { permission: signAct, object: unitObject(unit), keep: false, ...place }
  const override = textGiven(given, 'override')
  const named = override === undefined ? {} : { override }
  const done = await perform(
    session,
    ports,
    { act: signAct, input: { unit }, ...named },
    wish,
    async (held) => {
      const proposal = await askProposal(session, unit, held.case)
      if (!proposal.ok) return proposal
      const certificate = await signed(ports, given, proposal.value, own.value, key.value)
      return certificate.ok ? accept({ unit, certificate: certificate.value }) : certificate
    },
  )
  return !done.ok && isUnproposed(done.fault) ? refuse({ kind: 'usage', problem: unproposed(unit) }) : done
}

/** Whether procedures have a step for signing, and no case has come near it. */
function isUnproposed(fault: CliFault): boolean {
  if (fault.kind !== 'way-missing' || fault.near.length === 0) return false
  return fault.near.every(({ near }) => near === 'later-step')
}

function unproposed(unit: string): string {
  const first = ['propose', 'propose-renewal', 'propose-narrowing'].map((name) => `\`agreement ${name}\``)
  return `nothing with \`${printable(unit)}\` waits to be signed: ${first.join(', ')} come first`
}

/** The unit's newest authority certificate, which must be that of the key. */
async function newestAuthority({ caller }: Session, key: PrivateKey): Promise<Result<Certificate, CliFault>> {
  const text = await askAuthority(caller)
  if (!text.ok) return text
  const newest = certificatesIn(text.value).slice(-1)
  return certificateOf(newest, key, `${caller.address}/authority`)
}

async function askProposal(
  { caller }: Session,
  unit: string,
  caseId: string,
): Promise<Result<SoundProposal, CliFault>> {
  const path = `/units/${encodeURIComponent(unit)}/proposals`
  const answer = await formAnswerTo(caller, { method: 'GET', path }, proposalsForm)
  if (!answer.ok) return answer
  const proposal = soundProposal(answer.value.proposals, caseId)
  if (!proposal.ok) return unproven(proposal.fault)
  return proposal.value.terms.domain === unit ? proposal : unproven('it is about another unit')
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the proposal', problem })
}

/** The cross-certificate in PEM, once whoever holds the key has seen the terms and said yes. */
async function signed(
  ports: CommandLinePorts,
  given: Given,
  proposal: SoundProposal,
  own: Certificate,
  key: PrivateKey,
): Promise<Result<string, CliFault>> {
  const now = ports.clock.now()
  ports.err(proposalText(proposal, own, now))
  const agreed = await confirmed(ports, given)
  if (!agreed.ok) return agreed
  const { terms, authority } = proposal
  const content = agreementContent({
    issuer: own,
    subject: authority,
    bounds: terms,
    serial: positiveSerial(ports.random),
    ...validityOf(terms, own, now),
  })
  return accept(pem('CERTIFICATE', writeCertificate(content, key)))
}

async function confirmed(ports: CommandLinePorts, given: Given): Promise<Result<undefined, CliFault>> {
  if (given['yes'] === true) return accept(undefined)
  const answer = await ports.ask('sign this with the unit’s authority key? Type `yes`: ')
  if (answer === undefined) return refuse({ kind: 'confirmation-unasked' })
  return answer.trim().toLowerCase() === 'yes' ? accept(undefined) : refuse({ kind: 'declined' })
}

/** RFC 5280 §4.1.2.2: positive, so the top bit is cleared. */
function positiveSerial(random: Random): Uint8Array {
  const serial = random.bytes(serialBytesMin)
  serial[0] = certain(serial[0], 'an octet') & 0x7f
  return serial
}
