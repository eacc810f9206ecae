import { spawnSync } from 'node:child_process'

/** What a run of OpenSSL printed. */
export interface OpensslRun {
  readonly ok: boolean
  readonly text: string
}

/** Runs the machine's own `openssl`: what a unit makes must be good for programs that know nothing of it. */
export function openssl(...argv: readonly string[]): OpensslRun {
  const { error, status, stdout, stderr } = spawnSync('openssl', argv, { encoding: 'utf8' })
  if (error) throw error
  return { ok: status === 0, text: `${stdout}${stderr}`.trim() }
}

/** Whether the machine has it. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0
}
