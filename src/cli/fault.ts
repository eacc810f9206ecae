import type { ImportFault, KeyFileFault } from '#crypto'
import type { Near, PlanFault, WaitingStep, Way } from '#errand'
import type { Trustee } from '#task'
import { type ExitCode, exitCodes } from './exit.ts'
import type { HttpFault } from './http.ts'
import type { ImpactTold } from './impact-text.ts'
import type { InputFault } from './input-options.ts'
import { spoken } from './names.ts'
import { type SigningFault, signingSentence } from './signing-fault.ts'

/** Why a command did not do what it was told. */
export type CliFault =
  | HttpFault
  | InputFault
  | PlanFault
  | SigningFault
  /** The unit's own answer, in its words (RFC 9457). */
  | { readonly kind: 'problem'; readonly status: number; readonly type: string; readonly detail: string }
  /** What an act would be refused with if those of `after` were done; nothing was. */
  | {
      readonly kind: 'foreseen'
      readonly act: string
      readonly after: readonly string[]
      readonly status: number
      readonly type: string
      readonly detail: string
      readonly impact?: ImpactTold
    }
  /** Refused by a port of this process, told by the faces' one translator. */
  | { readonly kind: 'told'; readonly sentence: string; readonly code: ExitCode }
  | { readonly kind: 'answer-unreadable'; readonly address: string; readonly problem: string }
  | { readonly kind: 'profile-unnamed' }
  /** A folder that says of no unit: none was fetched into it, or it is another that was meant. */
  | { readonly kind: 'profile-unfinished'; readonly folder: string }
  | { readonly kind: 'file-unread'; readonly path: string; readonly problem: string }
  | { readonly kind: 'file-unwritten'; readonly path: string; readonly problem: string }
  | { readonly kind: 'file-stands'; readonly path: string }
  | { readonly kind: 'file-malformed'; readonly path: string; readonly problem: string }
  | { readonly kind: 'key-unopened'; readonly path: string; readonly fault: KeyFileFault | ImportFault }
  | { readonly kind: 'secret-unasked'; readonly variable: string }
  | { readonly kind: 'secret-refused'; readonly problem: string }
  | { readonly kind: 'usage'; readonly problem: string }
  | { readonly kind: 'confirmation-unasked' }
  | { readonly kind: 'declined' }
  /** What came back does not prove what it says. */
  | { readonly kind: 'unproven'; readonly what: string; readonly problem: string }
  /** An act of several moves stopped in between, and what it left behind. */
  | { readonly kind: 'stopped'; readonly fault: CliFault; readonly case: string; readonly step: string }

/** What the shell is told of a fault. */
export function exitCodeOf(fault: CliFault): ExitCode {
  switch (fault.kind) {
    case 'unreachable':
    case 'peer-untrusted':
    case 'answer-unreadable':
    case 'answer-too-large':
      return exitCodes.unreachable
    case 'unproven':
      return exitCodes.unverified
    case 'problem':
    case 'foreseen':
    case 'ways-several':
    case 'way-missing':
    case 'outcome-unknown':
    case 'key-unopened':
    case 'file-stands':
    case 'declined':
    case 'pkcs12-unopened':
    case 'certificate-not-of-key':
    case 'certificate-out-of-time':
    case 'certificate-not-for-signing':
    case 'form-refused':
      return exitCodes.refused
    case 'told':
      return fault.code
    case 'stopped':
      return exitCodeOf(fault.fault)
    case 'option-value':
    case 'option-file':
    case 'input-malformed':
    case 'address-malformed':
    case 'profile-unnamed':
    case 'profile-unfinished':
    case 'file-unread':
    case 'file-unwritten':
    case 'file-malformed':
    case 'secret-unasked':
    case 'secret-refused':
    case 'usage':
    case 'confirmation-unasked':
      return exitCodes.usage
    default:
      return fault satisfies never
  }
}

/** The fault as one sentence that says what to do next. */
export function sentenceOf(fault: CliFault): string {
  switch (fault.kind) {
    case 'unreachable':
    case 'peer-untrusted':
    case 'answer-unreadable':
    case 'answer-too-large':
    case 'address-malformed':
      return networkSentence(fault)
    case 'ways-several':
    case 'way-missing':
    case 'outcome-unknown':
      return planSentence(fault)
    case 'file-unread':
    case 'file-unwritten':
    case 'file-stands':
    case 'file-malformed':
    case 'key-unopened':
      return fileSentence(fault)
    case 'pkcs12-unopened':
    case 'certificate-not-of-key':
    case 'certificate-out-of-time':
    case 'certificate-not-for-signing':
    case 'form-refused':
      return signingSentence(fault)
    case 'option-value':
      return `\`--${fault.option}\` ${fault.problem}`
    case 'option-file':
      return `\`--${fault.option}\` cannot be read from \`${fault.path}\`: ${fault.problem}`
    case 'input-malformed':
      return `\`${fault.at}\`: ${fault.problem}; see the command's \`--help\``
    case 'profile-unfinished':
      return (
        `\`${fault.folder}\` has no \`unit.json\`: ` +
        '`chancery request fetch` puts it there with the certificate'
      )
    case 'profile-unnamed':
      return 'nobody to act as: name the folder with your key and certificate by `--as` or `CHANCERY_AS`'
    case 'secret-unasked':
      return `the passphrase is needed and there is no terminal to ask at: set \`${fault.variable}\``
    case 'secret-refused':
    case 'usage':
      return fault.problem
    case 'confirmation-unasked':
      return 'there is nobody to ask at a terminal: read what is to be signed, then give `--yes`'
    case 'declined':
      return 'nothing was signed, as you decided'
    case 'unproven':
      return `${fault.what} does not verify: ${fault.problem}; keep what you were given and tell an auditor`
    case 'stopped':
      return (
        `${sentenceOf(fault.fault)}; case ${fault.case} stays open: ` +
        `go on with \`--case ${fault.case} --step ${fault.step}\` or cancel it`
      )
    case 'problem':
      return fault.detail
    case 'foreseen': {
      const after = fault.after.length === 0 ? '' : ` after ${fault.after.join(', ')}`
      return `${fault.act} would be refused${after}: ${fault.detail} (nothing was done)`
    }
    case 'told':
      return fault.sentence
    default:
      return fault satisfies never
  }
}

type NetworkFault = Extract<CliFault, HttpFault | { kind: 'answer-unreadable' }>

function networkSentence(fault: NetworkFault): string {
  switch (fault.kind) {
    case 'unreachable':
      return `\`${fault.address}\` gives no answer: ${fault.problem}; is the unit running?`
    case 'peer-untrusted':
      return (
        `\`${fault.address}\` is not known to be the unit that is meant: ${fault.problem}; ` +
        'nothing was sent'
      )
    case 'answer-unreadable':
      return `the answer of \`${fault.address}\` cannot be read: ${fault.problem}`
    case 'answer-too-large':
      return `the answer of \`${fault.address}\` is larger than ${fault.bytesMax} bytes`
    case 'address-malformed':
      return `\`${fault.address}\` is not an address: it begins with \`http://\` or \`https://\``
    default:
      return fault satisfies never
  }
}

type FileFault = Extract<CliFault, { kind: 'key-unopened' | `file-${string}` }>

function fileSentence(fault: FileFault): string {
  switch (fault.kind) {
    case 'file-unread':
      return `\`${fault.path}\` cannot be read: ${fault.problem}`
    case 'file-unwritten':
      return `\`${fault.path}\` cannot be written: ${fault.problem}`
    case 'file-stands':
      return `\`${fault.path}\` stands already and is not overwritten: name another folder or file`
    case 'file-malformed':
      return `\`${fault.path}\` is not what it should be: ${fault.problem}`
    case 'key-unopened':
      return `the key in \`${fault.path}\` is not opened: ${keyWords(fault.fault)}`
    default:
      return fault satisfies never
  }
}

function keyWords(fault: KeyFileFault | ImportFault): string {
  switch (fault.kind) {
    case 'file-unreadable':
      return 'the file is damaged or holds no private key'
    case 'passphrase-wrong':
      return 'the passphrase is wrong'
    case 'passphrase-missing':
      return 'it is encrypted and wants its passphrase'
    case 'kdf-excessive':
      return 'the file asks for more work than a passphrase may cost'
    case 'key-mismatch':
      return 'it holds another key than it says'
    case 'key-inconsistent':
      return 'its private and its public part do not belong together'
    case 'key-weak':
      return `the key is too weak (${fault.type}, ${fault.bits} bits; ${fault.bitsMin} are the least)`
    case 'key-excessive':
      return `the key is too large (${fault.type}, ${fault.bits} bits; ${fault.bitsMax} are the most)`
    case 'key-exponent-unsafe':
      return 'its public exponent is not a safe one: make a new key'
    case 'key-type-unknown':
      return 'keys of this type are not used here'
    case 'key-unreadable':
    case 'key-not-private':
    case 'suite-unfit':
      return 'it holds no private key that can be used here'
    default:
      return fault satisfies never
  }
}

function planSentence(fault: PlanFault): string {
  switch (fault.kind) {
    case 'ways-several':
      return (
        `\`${fault.permission}\` on \`${fault.object}\` can be had in more than one way: ` +
        `${fault.ways.map(wayWords).join(', ')}; name one`
      )
    case 'way-missing':
      return fault.near.length === 0
        ? `no step of yours and no procedure permits \`${fault.permission}\` on \`${fault.object}\``
        : `nothing permits you \`${fault.permission}\` on \`${fault.object}\` now: ` +
            fault.near.map(nearWords).join('; ')
    case 'outcome-unknown':
      return fault.outcomes.length === 0
        ? `step \`${fault.step}\` is completed without an outcome: leave out \`--outcome\``
        : `\`${fault.outcome}\` is no outcome of step \`${fault.step}\`: take ${quoted(fault.outcomes)}`
    default:
      return fault satisfies never
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' or ')
}

function wayWords(way: Way): string {
  return way.way === 'procedure'
    ? `\`--procedure ${way.procedure}\``
    : `\`--case ${way.case} --step ${way.step}\` (${way.procedure})`
}

function nearWords(near: Near): string {
  switch (near.near) {
    case 'waiting-step':
      return waitingWords(near)
    case 'later-step':
      return laterWords(near)
    case 'not-opener':
      return `\`${near.procedure}\` is opened by ${trusteeWords(near.openedBy)}`
    case 'not-trustee':
      return `step \`${near.step}\` of \`${near.procedure}\` is for ${trusteeWords(near.by)}`
    case 'data-missing':
      return (
        `\`${near.procedure}\` also wants \`${near.member}\`: open a case yourself with ` +
        `\`${spoken('case.open')} --procedure ${near.procedure} --data ${near.member}=…\``
      )
    default:
      return near satisfies never
  }
}

function waitingWords({ case: id, step, procedure, state }: WaitingStep): string {
  const which = `step \`${step}\` of case ${id} (\`${procedure}\`)`
  switch (state) {
    case 'dormant':
      return `${which} will, once the steps before it are done`
    case 'held':
      return `${which} does, once you \`chancery ${spoken('step.resume')} --case ${id} --step ${step}\``
    case 'suspended':
      return `${which} does, and was suspended: ask who suspended it`
    case 'waiting':
      return `${which} does, once the step it waits for is held`
    case 'invoked':
      return `${which} does, and is for others to claim`
    default:
      return `${which} does, and is held by another`
  }
}

function laterWords({ procedure, step, data }: Extract<Near, { near: 'later-step' }>): string {
  const later = `in \`${procedure}\` it belongs to the later step \`${step}\``
  if (data === undefined) return `${later}, which no case you can see has reached`
  const options = Object.entries(data).map(([member, value]) => ` --data ${member}=${value}`)
  const command = `chancery ${spoken('case.open')} --procedure ${procedure}${options.join('')}`
  return `${later}: open its case with \`${command}\` and have the steps before done`
}

/** A trustee in words. */
export function trusteeWords(trustee: Trustee): string {
  switch (trustee.kind) {
    case 'anyone':
      return 'anyone'
    case 'public':
      return 'citizens'
    case 'opener':
      return 'whoever opened the case'
    case 'office':
      return `the office \`${trustee.office}\``
    case 'person':
      return `\`${trustee.person}\``
    case 'node':
      return 'the node'
    case 'unit':
      return trustee.office === undefined
        ? `visitors from \`${trustee.unit}\``
        : `the office \`${trustee.office}\` of \`${trustee.unit}\``
    case 'any-of':
      return trustee.of.map(trusteeWords).join(' or ')
    default:
      return trustee satisfies never
  }
}
