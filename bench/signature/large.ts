import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hour, second, systemClock } from '#clock'
import { sealKey } from '#crypto'
import { certain } from '#fault'
import { pem, writeRevocationList } from '#x509'
import type { FigureResult } from '../figure.ts'
import { measuredParties } from './parties.ts'

const residentMegabytesMax = 200
const megabytesUsual = 2000
/** Set to measure with another size. */
const sizeVariable = 'CHANCERY_BENCH_LARGE_MEGABYTES'
const passphrase = 'five words for a measurement'

/**
 * The highest resident set of the commands that sign a large file detached, with a key file, and verify the
 * signature. The file is sparse, so that its octets come from memory and not from a disk.
 */
export async function measureLarge(): Promise<readonly FigureResult[]> {
  const megabytes = Number(process.env[sizeVariable] ?? megabytesUsual)
  const folder = mkdtempSync(join(tmpdir(), 'bench-large-'))
  const at = (name: string): string => join(folder, name)
  try {
    await prepare(at, megabytes)
    // The first command of a checkout also fills the cache of compiled files.
    run(at('none'), ['--help'])
    const key = ['--key', at('key.json'), '--certificate', at('signer.pem')]
    const sign = run(at('sign'), ['sign', at('large.bin'), ...key, '--out', at('large.p7s')])
    const trust = ['--trust', at('anchor.pem'), '--evidence', at('list.crl')]
    const verify = run(at('verify'), ['verify', at('large.p7s'), '--content', at('large.bin'), ...trust])
    return [result('sign', sign, megabytes), result('verify', verify, megabytes)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function prepare(at: (name: string) => string, megabytes: number): Promise<void> {
  const now = Math.floor(systemClock.now() / second) * second
  const { anchor, authority, signer } = measuredParties(now)
  const list = writeRevocationList(
    {
      issuer: anchor.subject,
      thisUpdate: now - hour,
      nextUpdate: now + hour,
      number: 1n,
      authorityKeyIdentifier: certain(anchor.subjectKeyIdentifier, 'the identifier of the anchor'),
      entries: [],
    },
    authority,
  )
  writeFileSync(at('key.json'), await sealKey(signer.key, passphrase))
  writeFileSync(at('signer.pem'), pem('CERTIFICATE', signer.certificate.der))
  writeFileSync(at('anchor.pem'), pem('CERTIFICATE', anchor.der))
  writeFileSync(at('list.crl'), list)
  const descriptor = openSync(at('large.bin'), 'w')
  ftruncateSync(descriptor, megabytes * 1_000_000)
  closeSync(descriptor)
}

interface Running {
  readonly seconds: number
  readonly residentMegabytes: number
}

/** Runs a command as people do; its processes write into `report` what they took, and the largest counts. */
function run(report: string, words: readonly string[]): Running {
  const root = join(import.meta.dirname, '..', '..')
  const begin = performance.now()
  writeFileSync(report, '')
  const { status, stderr } = spawnSync(join(root, 'chancery'), words, {
    encoding: 'utf8',
    env: {
      ...process.env,
      CHANCERY_PASSPHRASE: passphrase,
      CHANCERY_BENCH_REPORT: report,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'resident-process.ts')}`,
    },
  })
  if (status !== 0) throw new Error(`bug: \`chancery ${words[0]}\` ends with ${status}: ${stderr}`)
  const kilobytes = readFileSync(report, 'utf8').trim().split('\n').map(Number)
  const residentMegabytes = (Math.max(...kilobytes) * 1024) / 1e6
  return { seconds: (performance.now() - begin) / 1000, residentMegabytes }
}

function result(what: 'sign' | 'verify', running: Running, megabytes: number): FigureResult {
  const resident = Math.round(running.residentMegabytes)
  return {
    figure: `signature.large.${what}`,
    value: resident,
    unit: 'MB resident at most',
    goal: `<= ${residentMegabytesMax}`,
    met: resident <= residentMegabytesMax,
    conditions:
      `\`chancery ${what}\`, a sparse file of ${megabytes} MB, CAdES detached, P-256 and SHA-256, ` +
      `${what === 'sign' ? 'a key file under Argon2id with 64 MiB' : 'a revocation list at hand'}; ` +
      `${Math.round(running.seconds * 10) / 10} s with the start of the program`,
  }
}
