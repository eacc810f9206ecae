/**
 * `npm run interop`: other people's software against a unit of its own. Today that is Debian's nginx, run on
 * the configuration of `docs/proxies.md`, and the questions that Envoy asks. A line for each thing seen; what
 * cannot be had on this machine is said to be skipped. Exit code 0: all as expected; 1: not so.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installNginx } from './debian.ts'
import { Findings } from './findings.ts'
import { behindProxies } from './proxies.ts'

const findings = new Findings((line) => process.stdout.write(`${line}\n`))
const missing = installNginx()
if (missing === undefined) await inFolder((folder) => behindProxies(folder, findings))
else findings.skipped('nginx', missing)
process.exitCode = findings.close() ? 0 : 1

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-interop-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
