import { setTimeout as wait } from 'node:timers/promises'
import { problemOf } from '#api'
import { type CommandLinePorts, runCommandLine } from '#cli'
import { type Clock, systemClock } from '#clock'
import { PublicKeyCache, systemRandom } from '#crypto'
import { constitution, openRecordCopy, tellNodeFault, unitOf } from '#node'
import { RecordVerifier, type Refusal } from '#unit'

/** What a command printed. */
export interface Told {
  /** Exit code; 0 is done. */
  readonly code: number
  readonly out: string
  /** The one sentence of a refusal. */
  readonly sentence: string
}

/** Runs a command as a person types it, but for the name of the program in front; `clock` is theirs. */
export async function runCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  clock: Clock = systemClock,
): Promise<Told> {
  let out = ''
  let complaint = ''
  const code = await runCommandLine(argv, {
    ...ports,
    clock,
    environment,
    out: (text) => {
      out += text
    },
    err: (text) => {
      complaint += text
    },
  })
  return { code, out, sentence: complaint.replace(/^chancery: /, '').trim() }
}

const ports: Omit<CommandLinePorts, 'clock' | 'environment' | 'out' | 'err'> = {
  acts: constitution.acts,
  queries: constitution.queries,
  slices: constitution.slices,
  random: systemRandom,
  // A tour types no secret that does not lie in a folder of its own, and answers nothing.
  askSecret: () => Promise.resolve(undefined),
  ask: () => Promise.resolve(undefined),
  wait: (milliseconds) => wait(milliseconds),
  found: notHere,
  start: notHere,
  openStore: openRecordCopy,
  recordVerifier: () => new RecordVerifier(constitution, new PublicKeyCache(), unitOf),
  explain: (refusal: Refusal) =>
    problemOf(refusal)?.detail ?? tellNodeFault(refusal) ?? `refused: ${refusal.kind}`,
}

function notHere(): never {
  throw new Error('bug: nodes of a tour are processes of their own')
}

/** The environment of a command that seals or opens a key. */
export function withPassphrase(passphrase: string): Readonly<Record<string, string>> {
  return { CHANCERY_PASSPHRASE: passphrase }
}
