/**
 * `npm run interop [-- proxies | signatures]`: other people's software against a unit of its own. Debian's
 * nginx, run on the configuration of `docs/proxies.md`, and the questions that Envoy asks; and signatures,
 * time-stamps and keys, made here and read by Debian's openssl, poppler, qpdf, GnuTLS and NSS, and the other
 * way round. A line for each thing seen; what cannot be had on this machine is said to be skipped. Exit code
 * 0: all as expected; 1: not so; 2: no such part.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installNginx, installSignatureTools } from './debian.ts'
import { Findings } from './findings.ts'
import { behindProxies } from './proxies.ts'
import { signatures } from './signatures.ts'

interface Part {
  readonly name: string
  /** Why it cannot be run on this machine. */
  readonly install: () => string | undefined
  readonly run: (folder: string, findings: Findings) => Promise<void>
}

const parts: readonly Part[] = [
  { name: 'proxies', install: installNginx, run: behindProxies },
  { name: 'signatures', install: installSignatureTools, run: signatures },
]

const wanted = process.argv[2]
const findings = new Findings((line) => process.stdout.write(`${line}\n`))
const chosen = parts.filter(({ name }) => wanted === undefined || name === wanted)
if (chosen.length === 0)
  findings.told(`no part is called \`${wanted}\`: ${parts.map(({ name }) => name).join(', ')}`)
for (const { name, install, run } of chosen) {
  const missing = install()
  if (missing === undefined) await inFolder((folder) => run(folder, findings))
  else findings.skipped(name, missing)
}
const isGood = findings.close()
process.exitCode = chosen.length === 0 ? 2 : isGood ? 0 : 1

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-interop-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
