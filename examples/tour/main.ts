/**
 * Plays the story of the sample unit against the running node, with real requests, and prints each line with
 * what was seen: `npm run tour`. Runs as often as one likes on the same unit.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMarker } from '../sample/marker.ts'
import { signedActs } from './acts.ts'
import { aheadOfItsEnd } from './ahead.ts'
import { away } from './away.ts'
import { delegated } from './delegated.ts'
import { atTheDoor } from './door.ts'
import { emergency } from './emergency.ts'
import { Findings } from './findings.ts'
import { leftBehind } from './left-behind.ts'
import { Office } from './office.ts'
import { hasOpenssl } from './openssl.ts'
import { onePermit } from './permit.ts'
import { theRecord } from './record.ts'
import { oneCertificate } from './revocation.ts'
import { signed } from './signed.ts'

/** Where the sample lies. */
const folder = 'var'

process.exitCode = await tour()

async function tour(): Promise<number> {
  const started = performance.now()
  const marker = await readMarker(folder)
  if (!marker?.complete || !(await isServing(marker.ports.public))) {
    return hindered('the sample unit is not running: type `npm start` in another terminal, then this again')
  }
  if (!hasOpenssl()) return hindered('the tour checks with `openssl`, which is not on the PATH: install it')
  const scratch = await mkdtemp(join(tmpdir(), 'chancery-tour-'))
  try {
    const office = await Office.open(folder, marker.ports, scratch)
    const findings = new Findings((line) => process.stdout.write(`${line}\n`))
    process.stdout.write(
      `the tour of ${office.unit.domain}, gate https://permits.localhost:${marker.ports.gate}\n`,
    )
    await leftBehind(office)
    await atTheDoor(office, findings)
    await onePermit(office, findings)
    await signed(office, findings)
    await aheadOfItsEnd(office, findings)
    await delegated(office, findings)
    await away(office, findings)
    await emergency(office, findings)
    await oneCertificate(office, findings)
    const receipt = await signedActs(office, findings)
    await theRecord(office, findings, receipt)
    return findings.close((performance.now() - started) / 1000) ? 0 : 1
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function isServing(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/health`)).ok
  } catch (error) {
    // What `fetch` says of a port where nothing listens.
    if (error instanceof TypeError) return false
    throw error
  }
}

function hindered(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}
