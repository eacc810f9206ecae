import { objectId } from './existence.ts'
import type { SignatureLevel } from './levels.ts'
import type { Evidence, SignatureObject } from './object.ts'
import { isPassed, type Verdict } from './verdict.ts'
import type { BelievedCertificate } from './verify-certificate.ts'
import type { JudgedTimestamp } from './verify-timestamp.ts'

/** Which baseline level a signature has the parts of, and up to which of them they hold. */
export interface LevelsReached {
  /** Absent: not even the signing certificate is named under the signature. */
  readonly found?: SignatureLevel
  /** Absent: the signature is not passed. */
  readonly valid?: SignatureLevel
}

interface LevelQuestion {
  readonly object: SignatureObject
  readonly verdict: Verdict
  readonly timestamps: readonly JudgedTimestamp[]
  readonly believed: BelievedCertificate | undefined
}

/** The levels of EN 319 122-1 §6 and its siblings, by what is there and by what is good of it. */
export function levelsOf(question: LevelQuestion): LevelsReached {
  const { object, verdict, timestamps, believed } = question
  const found = foundIn(object)
  if (!isPassed(verdict) || !believed) return found ? { found } : {}
  const carried = new Set(
    [object.evidence, ...object.timestamps.map((one) => one.evidence)].flatMap(statusIds),
  )
  const good = timestamps.filter((one) => isPassed(one.verdict) && one.kind !== 'content')
  const overIt = good.filter(({ covers }) => covers.includes(object.id))
  const isTold = ({ statuses }: BelievedCertificate): boolean => {
    return statuses.every(({ statement }) => statement.from.some((id) => carried.has(id)))
  }
  const isLong =
    overIt.length > 0 && isTold(believed) && overIt.some((one) => one.believed && isTold(one.believed))
  const archives = new Set(archivesOf(object))
  const isArchived = isLong && overIt.some(({ id }) => archives.has(id))
  const valid = isArchived ? 'B-LTA' : isLong ? 'B-LT' : overIt.length > 0 ? 'B-T' : 'B-B'
  return { ...(found ? { found } : {}), valid }
}

function foundIn(object: SignatureObject): SignatureLevel | undefined {
  if (!object.signingCertificate) return undefined
  const isStamped = object.timestamps.some(({ kind }) => kind !== 'content')
  const isTold =
    [object.evidence, ...object.timestamps.map((one) => one.evidence)].flatMap(statusIds).length > 0
  if (!isStamped) return 'B-B'
  if (!isTold) return 'B-T'
  return archivesOf(object).length > 0 ? 'B-LTA' : 'B-LT'
}

/** `id`s of the time-stamps that protect validation material as well. */
function archivesOf({ timestamps }: SignatureObject): readonly string[] {
  return timestamps.flatMap(({ kind, evidence, token }) => {
    const isArchive = kind === 'archive' || (kind === 'document' && statusIds(evidence).length > 0)
    return isArchive ? objectId(token) : []
  })
}

function statusIds({ lists, ocsp }: Evidence): readonly string[] {
  return [...lists, ...ocsp].map(objectId)
}
