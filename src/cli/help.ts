import type { Command } from 'commander'

/** What the groups of commands are for, in the order they are shown in. */
export const groupDescriptions: Readonly<Record<string, string>> = {
  key: 'your key: new, import, show, export for browsers',
  request: 'certificate requests: send, fetch, attest, reject',
  certificate: 'issue, renew, revoke, look up',
  case: 'open, list and cancel cases',
  step: 'claim, complete, hold and resume steps',
  rights: 'watch what ends: rights, certificates, visits',
  procedure: 'check, import, export, adopt, list procedures',
  office: 'offices of the organisation',
  person: 'appoint and dismiss people',
  organization: 'the offices and who holds them',
  absence: 'who is away, and is back',
  substitute: 'who stands in for whom',
  training: 'who has been trained for what',
  identity: 'who you are to the unit',
  unit: 'what the unit is, how its node is, what the program is made of',
  agreement: 'recognise other units: propose, sign, withdraw',
  trust: 'explain who is accepted, plan agreements, foresee withdrawals',
  authority: 'the unit’s authority key: compare, roll over, retire',
  visit: 'be received at another unit, and act there with `--at`',
  statement: 'what the unit states of you to another; `visit` does it by itself',
  visitor: 'how you were received; who visits here',
  bundle: 'what units publish for each other: export, import',
  peer: 'the units that are followed, and how that goes',
  service: 'publish and withdraw services behind the gate',
  gate: 'the gate’s own certificate',
  clock: 'time on the record, by the node',
  record: 'verify, show and prove the record',
  entry: 'find entries of the record, or see one with its proof',
  document: 'signatures of a file on the record; the acts behind `sign` and `seal`',
  signature: 'one signature on the record, or those about one object',
  timestamp: 'prove when files stood, one or a whole archive; verify and renew that',
}

/** Headings of the first page of help. */
export const headings = {
  everywhere: 'Everywhere:',
  node: 'A node:',
  documents: 'Documents:',
  mine: 'At a unit (each with `--help`):',
  acts: 'More:',
} as const

const intro = `Chancery: a unit's own platform for identity, authority and the record.
Every change is an act signed with your own key, permitted by a step of a case that you hold. The
command finds that step: it claims it, or opens its case first, where there is just one way.`

const examples = `
Examples:
  chancery key new --id wang.li --name "Wang Li" --unit http://localhost:8480 --out wang.li
  chancery --as var/people/mei certificate revoke --serial 4f21 --reason key-compromise
Passphrases are asked for, or taken from CHANCERY_PASSPHRASE; never from the command line.
Exit codes: 0 done, 1 refused or failed, 2 usage, 3 no answer, 4 unproven, 5 undecided, 70 bug.`

/** The first page: what this is, the groups, examples; on one screen. */
export function programHelp(program: Command): void {
  program
    .usage('[--as <folder>] <group> <command> [options]')
    .description(intro)
    .addHelpText('after', examples)
}

/** One line a command, without the noise of argument lists in the overview. */
export function configureHelp(program: Command): void {
  program.configureHelp({
    helpWidth: 100,
    subcommandTerm: (command) => {
      const args = command.registeredArguments.map((argument) => argument.name())
      return [command.name(), ...args.map((name) => `<${name}>`)].join(' ')
    },
    showGlobalOptions: false,
  })
}
