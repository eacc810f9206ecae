import 'reflect-metadata'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { X509Certificate, X509ChainBuilder } from '@peculiar/x509'
import { Certificate, CertificateChainValidationEngine } from 'pkijs'
import { equalBytes } from '#bytes'
import { second } from '#clock'
import { certain } from '#fault'
import { pem } from '#x509'
import { type Chain, chainTime, leafCount } from './chains.ts'
import type { Contestant } from './turns.ts'

/** Whether a leaf's certificate, as DER or as whatever it was read into, is accepted. */
type Judge<Read> = (leaf: Read, anchor: Read, between: readonly Read[]) => Promise<boolean>

interface Rival {
  /** Everything is read for each question. */
  readonly cold: Contestant
  /** Everything was read before; neither of them remembers a signature. */
  readonly parsed: Contestant
  /** Whether the forged leaf is accepted. */
  forged(): Promise<boolean>
}

export function pkijsOn(chain: Chain): Rival {
  const checkDate = new Date(chainTime)
  return rival(
    chain,
    (der) => Certificate.fromBER(der),
    async (leaf, anchor, between) => {
      const certs = [...between, leaf]
      const engine = new CertificateChainValidationEngine({ trustedCerts: [anchor], certs, checkDate })
      return (await engine.verify()).result
    },
  )
}

/** Its builder follows names, key identifiers and signatures; where the chain ends is looked at here. */
export function peculiarOn(chain: Chain): Rival {
  return rival(
    chain,
    (der) => new X509Certificate(der),
    async (leaf, anchor, between) => {
      const built = await new X509ChainBuilder({ certificates: [anchor, ...between] }).build(leaf)
      const top = certain(built.at(-1), 'a certificate of the chain')
      return equalBytes(new Uint8Array(top.rawData), new Uint8Array(anchor.rawData))
    },
  )
}

function rival<Read>(chain: Chain, read: (der: Uint8Array<ArrayBuffer>) => Read, judge: Judge<Read>): Rival {
  // Their types want bytes of their own.
  const [anchorDer, ...betweenDer] = [chain.anchor, ...chain.between].map((der) => new Uint8Array(der))
  const leavesDer = chain.leaves.map((der) => new Uint8Array(der))
  const readAnchor = () => read(certain(anchorDer, 'the anchor'))
  const readBetween = () => betweenDer.map((der) => read(der))
  const [anchor, between, leaves] = [readAnchor(), readBetween(), leavesDer.map((der) => read(der))]
  const leafAt = <T>(all: readonly T[], number: number): T => certain(all[number % leafCount], 'a leaf')
  return {
    cold: {
      answers: 1,
      run: (number) => judge(read(leafAt(leavesDer, number)), readAnchor(), readBetween()),
    },
    parsed: { answers: 1, run: (number) => judge(leafAt(leaves, number), anchor, between) },
    forged: () => judge(read(new Uint8Array(chain.forged)), anchor, between),
  }
}

interface OpenSsl {
  readonly version: string
  /** One process for each leaf. */
  readonly process: Contestant
  /** One process for many leaves. */
  readonly batch: Contestant
  forged(): Promise<boolean>
  close(): Promise<void>
}

/** How many leaves one process is given; so many that its start hardly counts. */
export const batchLeaves = 8 * leafCount

/** `openssl verify` over files; `undefined` where there is no such program. */
export async function opensslOn(chain: Chain): Promise<OpenSsl | undefined> {
  const version = await opensslVersion()
  if (version === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'bench-trust-'))
  const text = (...ders: readonly Uint8Array[]) => ders.map((der) => pem('CERTIFICATE', der)).join('')
  const kept = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  const anchor = await kept('anchor.pem', text(chain.anchor))
  const between = await kept('between.pem', text(...chain.between))
  const forged = await kept('forged.pem', text(chain.forged))
  const leaves = await Promise.all(chain.leaves.map((der, place) => kept(`leaf-${place}.pem`, text(der))))
  const verify = (...files: readonly string[]): Promise<boolean> => {
    const how = ['-attime', `${chainTime / second}`, '-purpose', 'sslclient', '-x509_strict']
    return verifies(['verify', ...how, '-CAfile', anchor, '-untrusted', between, ...files], files.length)
  }
  const many = Array.from({ length: batchLeaves }, (_, place) => certain(leaves[place % leafCount], 'a leaf'))
  return {
    version,
    process: { answers: 1, run: (number) => verify(certain(leaves[number % leafCount], 'a leaf')) },
    batch: { answers: batchLeaves, run: () => verify(...many) },
    forged: () => verify(forged),
    close: () => rm(folder, { recursive: true }),
  }
}

async function opensslVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('openssl', ['version'])
    return stdout.split(' ', 2).join(' ')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether it says of every file that it is good. */
async function verifies(args: readonly string[], files: number): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('openssl', args)
    return stdout.split('\n').filter((line) => line.endsWith(': OK')).length === files
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false
    throw error
  }
}
