import type { Instant } from '#clock'
import { parsePublicKey, suiteOfAlgorithm } from '#crypto'
import { type AlgorithmStanding, type AlgorithmUse, algorithmStanding, signatureUses } from '#timestamp'
import type { Certificate } from '#x509'
import type { AlgorithmEnded } from './verdict.ts'
import type { TrustContext } from './verify-context.ts'

/** An algorithm as it was used, what for, and what it is worth now. */
export interface JudgedAlgorithm {
  readonly use: AlgorithmEnded['use']
  readonly standing: AlgorithmStanding
}

/** What algorithms that were used together are worth now, by the sunsets that count here. */
export function judgeAlgorithms(
  use: AlgorithmEnded['use'],
  algorithms: AlgorithmUse | readonly AlgorithmUse[],
  { now, sunsets }: TrustContext,
): JudgedAlgorithm {
  return { use, standing: algorithmStanding(algorithms, now, sunsets ? { table: sunsets } : {}) }
}

/** From when on nothing new may rely on it, where that is past; of an algorithm nobody speaks of, always. */
export function pastEnd({ standing: { state, until } }: JudgedAlgorithm): Instant | undefined {
  return state === 'ended' ? (until ?? Number.NEGATIVE_INFINITY) : undefined
}

/** The reason that goes with an algorithm that had ended by `at`; `undefined` when it had not. */
export function endedBy(judged: JudgedAlgorithm, at: Instant): AlgorithmEnded | undefined {
  const end = pastEnd(judged)
  if (end === undefined || at < end) return undefined
  const { algorithm, until } = judged.standing
  return { kind: 'algorithm-ended', algorithm, use: judged.use, ...(until === undefined ? {} : { until }) }
}

/** The algorithm by which a certificate or a list was signed with the issuer's key; ours to judge or not. */
export function judgeSigned(
  use: 'certificate' | 'status',
  { signatureAlgorithm }: { readonly signatureAlgorithm: Uint8Array },
  { spki }: Pick<Certificate, 'spki'>,
  context: TrustContext,
): JudgedAlgorithm | undefined {
  const key = parsePublicKey(spki)
  const suite = key.ok ? suiteOfAlgorithm(signatureAlgorithm, key.value.type) : undefined
  // What has no row of the table is refused by whoever checks the signature.
  return key.ok && suite ? judgeAlgorithms(use, signatureUses(suite, key.value), context) : undefined
}
