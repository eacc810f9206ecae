/**
 * Plays the story of three units that recognise each other, each a process with a store of its own on
 * loopback, and prints each line with what was seen: `npm run tour:mesh`. Makes everything it needs.
 */
import { Findings } from '../tour/findings.ts'
import { hasOpenssl } from '../tour/openssl.ts'
import { explained } from './explained.ts'
import { further } from './further.ts'
import { outsideEyes } from './outside.ts'
import { recognised } from './recognised.ts'
import { records } from './records.ts'
import { rolledOver } from './rolled.ts'
import { signedByVisitor } from './signed.ts'
import { strangers } from './strangers.ts'
import { threeUnits, type Units } from './units.ts'
import { visiting } from './visiting.ts'
import { withdrawn } from './withdrawn.ts'
import { whatGoesWrong } from './wrong.ts'

process.exitCode = await tour()

async function tour(): Promise<number> {
  const started = performance.now()
  if (!hasOpenssl()) {
    process.stderr.write('the tour checks with `openssl`, which is not on the PATH: install it\n')
    return 1
  }
  const units = await threeUnits()
  const findings = new Findings((line) => process.stdout.write(`${line}\n`))
  try {
    process.stdout.write(`founded in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
    await strangers(units, findings)
    await recognised(units, findings)
    await visiting(units, findings)
    await explained(units, findings)
    await signedByVisitor(units, findings)
    await withdrawn(units, findings)
    await further(units, findings)
    await rolledOver(units, findings)
    await whatGoesWrong(units, findings)
    await outsideEyes(units, findings)
    await records(units, findings)
    await stopped(units, findings)
    return findings.close((performance.now() - started) / 1000) ? 0 : 1
  } finally {
    await units.stop()
  }
}

async function stopped(units: Units, findings: Findings): Promise<void> {
  const codes = await units.stop()
  const inOrder = codes.every((code) => code === 0)
  findings.see('SIGTERM to the three nodes', inOrder ? 'ended' : 'failed', 'each in good order', inOrder)
}
