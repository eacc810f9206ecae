import { hour } from '#clock'
import { certain, sure } from '#fault'
import { findPath, preparePool, SignatureMemo } from '#trust'
import { type Certificate, parseCertificate } from '#x509'
import type { FigureResult } from '../figure.ts'
import { type Chain, chainOf, chainTime, keyNames, leafCount, shapes } from './chains.ts'
import { batchLeaves, opensslOn, peculiarOn, pkijsOn } from './rivals.ts'
import { type Contestant, rates, rounds, turnMilliseconds } from './turns.ts'

/** Each by its name, what it checks beside names and signatures, and what it leaves out. */
const rivals = {
  pkijs: {
    name: 'pkijs',
    checks:
      'pkijs CertificateChainValidationEngine: checks times, who is an authority, critical extensions, ' +
      'name constraints, policies; not path length, purpose, strength of keys, nor (given no lists) status',
  },
  peculiar: {
    name: '@peculiar/x509',
    checks:
      '@peculiar/x509 X509ChainBuilder: follows names, key identifiers and signatures and checks nothing ' +
      'else: no times, authorities, constraints, purposes, policies, critical extensions, anchors, status',
  },
  openssl: {
    name: 'openssl verify',
    checks:
      'openssl verify -purpose sslclient -x509_strict: checks times, authorities, critical extensions, ' +
      'path length, name constraints, purpose, strength of keys; no status; its files are PEM in a warm ' +
      'page cache',
  },
} as const

/** Warm, only ours remembers signatures; what that is worth is the point of it. */
const goals = { cold: 1, warm: 5, process: 10, batch: 0.5 } as const

export async function measureValidate(): Promise<readonly FigureResult[]> {
  const results: FigureResult[] = []
  for (const key of keyNames) {
    for (const shape of shapes) results.push(...(await measureChain(chainOf(key, shape))))
  }
  return results
}

async function measureChain(chain: Chain): Promise<readonly FigureResult[]> {
  const own = oursOn(chain)
  const [pkijs, peculiar, openssl] = [pkijsOn(chain), peculiarOn(chain), await opensslOn(chain)]
  try {
    for (const one of [own, pkijs, peculiar, openssl]) {
      if (await one?.forged()) throw new Error('bug: a contestant looks at no signature')
    }
    const found = await rates({
      cold: own.cold,
      parsed: own.parsed,
      warm: own.warm,
      pkijsCold: pkijs.cold,
      pkijs: pkijs.parsed,
      peculiarCold: peculiar.cold,
      peculiar: peculiar.parsed,
    })
    const line = lineOf(chain, found.parsed)
    const lines = [
      line('cold', found.cold, 'pkijs', found.pkijsCold),
      line('cold', found.cold, 'peculiar', found.peculiarCold),
      line('warm', found.warm, 'pkijs', found.pkijs),
      line('warm', found.warm, 'peculiar', found.peculiar),
    ]
    if (!openssl) return lines
    const { version } = openssl
    const theirs = await rates({ process: openssl.process, batch: openssl.batch, cold: own.cold })
    const alone = `; a process of ${version} \`verify\` for each leaf, its start included`
    const many =
      `; a process of ${version} \`verify\` for ${batchLeaves} leaves, which reads anchor and authorities ` +
      'once for all of them'
    return [
      ...lines,
      line('process', theirs.cold, 'openssl', theirs.process, alone),
      line('batch', theirs.cold, 'openssl', theirs.batch, many),
    ]
  } finally {
    await openssl?.close()
  }
}

interface Ours {
  readonly cold: Contestant
  readonly parsed: Contestant
  readonly warm: Contestant
  forged(): boolean
}

function oursOn(chain: Chain): Ours {
  const read = (der: Uint8Array) => sure(parseCertificate(der), 'a certificate of the bench')
  const leafAt = <T>(all: readonly T[], number: number): T => certain(all[number % leafCount], 'a leaf')
  const [anchor, between, leaves] = [read(chain.anchor), chain.between.map(read), chain.leaves.map(read)]
  const pool = preparePool(between)
  const signatures = new SignatureMemo()
  return {
    cold: {
      answers: 1,
      run: (number) =>
        isAccepted(read(leafAt(chain.leaves, number)), read(chain.anchor), {
          intermediates: chain.between.map(read),
        }),
    },
    parsed: {
      answers: 1,
      run: (number) => isAccepted(leafAt(leaves, number), anchor, { intermediates: pool }),
    },
    warm: {
      answers: 1,
      run: (number) => isAccepted(leafAt(leaves, number), anchor, { intermediates: pool, signatures }),
    },
    forged: () => isAccepted(read(chain.forged), anchor, { intermediates: pool, signatures }),
  }
}

function isAccepted(
  leaf: Certificate,
  anchor: Certificate,
  known: Pick<Parameters<typeof findPath>[0], 'intermediates' | 'signatures'>,
): boolean {
  const found = findPath({
    leaf,
    anchors: [anchor],
    ...known,
    at: chainTime,
    purpose: 'client',
    statusOf: () => ({ status: 'good', asOf: chainTime - hour }),
  })
  return found.answer === 'accepted'
}

const readEach = 'everything read from DER for each question and nothing remembered'

const modes = {
  cold: `${readEach}, by ours and theirs`,
  warm:
    'all parsed before; ours has ordered the authorities and remembers the signatures of all leaves and ' +
    'authorities, theirs remembers nothing and checks them anew',
  process: `ours in this process, ${readEach}`,
  batch: `ours in this process, ${readEach}`,
} as const

const shapeTexts = {
  unit: 'leaf, issuing key, authority: 2 signatures',
  three: 'leaf, 3 authorities (path lengths, policies, a name constraint on the first), anchor: 4 signatures',
} as const

/** A line of one chain; `parsed` is what ours does when it remembers no signatures. */
function lineOf(chain: Chain, parsed: number) {
  const name = `trust.validate.${chain.key}.${chain.shape}`
  return (
    mode: keyof typeof modes,
    value: number,
    rival: keyof typeof rivals,
    rivalValue: number,
    how = '',
  ): FigureResult => {
    const ratio = value / rivalValue
    const goal = goals[mode]
    const { name: rivalName, checks } = rivals[rival]
    const between =
      mode === 'warm' ? `; ours parsed, but without remembered signatures: ${whole(parsed)}/s` : ''
    return {
      figure: `${name}.${mode}.${rival}`,
      value: Math.round(value),
      unit: 'validations/s',
      goal: `>= ${goal}x ${rivalName}`,
      met: ratio >= goal,
      conditions:
        `${chain.key}; ${shapeTexts[chain.shape]}; ${leafCount} leaves of one key in turn; ${modes[mode]}` +
        `${between}; one after the other, best of ${rounds} turns of ${turnMilliseconds} ms ` +
        `each${how}; ${checks}`,
      rival: rivalName,
      rivalValue: Math.round(rivalValue),
      ratio: Number(ratio.toPrecision(2)),
    }
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}
