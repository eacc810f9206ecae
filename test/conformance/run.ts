import { betterTlsVerdicts, limboVerdicts } from './limbo.ts'
import { pkitsTogetherVerdicts, pkitsVerdicts } from './pkits.ts'
import type { SuiteName, Verdict } from './verdict.ts'

/** How each suite is run on a folder of public data. */
const suites: Readonly<Record<SuiteName, (folder: string) => readonly Verdict[]>> = {
  pkits: pkitsVerdicts,
  'pkits-together': pkitsTogetherVerdicts,
  'x509-limbo': limboVerdicts,
  bettertls: betterTlsVerdicts,
}

/** Answers every case of every suite. */
export function runAll(folder: string): readonly Verdict[] {
  return Object.values(suites).flatMap((run) => run(folder))
}
