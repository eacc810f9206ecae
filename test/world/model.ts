import { type Grade, grades } from '#x509'
import { type Resident, residents } from './material.ts'

/** What is asked about somebody of another unit. */
export interface Question {
  readonly resident: Resident
  readonly purpose: 'client' | 'server'
  readonly grade: Grade
}

export const questions: readonly Question[] = [
  { resident: 'clerk', purpose: 'client', grade: 'basic' },
  { resident: 'director', purpose: 'client', grade: 'rudimentary' },
  { resident: 'director', purpose: 'client', grade: 'high' },
  { resident: 'website', purpose: 'server', grade: 'basic' },
]

/** The bounds of an agreement, as it is proposed. */
export interface Bounds {
  /** Domains besides the recognised unit's own. */
  readonly domains: readonly string[]
  readonly grade: Grade
  readonly purposes: readonly ('client' | 'server')[]
  readonly hops: number
  readonly statusAgeSeconds: number
}

/** An agreement: who recognises whom within which bounds. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly bounds: Bounds
}

/**
 * Whether one unit accepts somebody of another: plain walking over agreements, written apart from all that
 * is being tested. Every agreement on the way must allow the grade and the purpose, as many further ones as
 * follow, and the name of every unit behind it.
 */
export function reaches(edges: readonly Edge[], from: string, to: string, question: Question): boolean {
  return walk(edges, [from], [], to, question)
}

function walk(
  edges: readonly Edge[],
  units: readonly string[],
  way: readonly Edge[],
  to: string,
  question: Question,
): boolean {
  const here = units.at(-1)
  if (here === to) return way.length > 0
  return edges.some((edge) => {
    if (edge.from !== here || units.includes(edge.to) || !admits(edge, question)) return false
    const allowed = way.every(
      ({ to: own, bounds }, place) =>
        way.length - place <= bounds.hops && [own, ...bounds.domains].some((wide) => lies(edge.to, wide)),
    )
    return allowed && walk(edges, [...units, edge.to], [...way, edge], to, question)
  })
}

function admits({ bounds }: Edge, { resident, purpose, grade }: Question): boolean {
  const { kind, grade: own } = residents[resident]
  const serves = purpose === 'client' || kind === 'service'
  return serves && bounds.purposes.includes(purpose) && isUpTo(grade, own) && isUpTo(grade, bounds.grade)
}

function isUpTo(grade: Grade, limit: Grade): boolean {
  return grade === limit || (grade !== 'test' && grades.indexOf(grade) < grades.indexOf(limit))
}

function lies(domain: string, wide: string): boolean {
  return domain === wide || domain.endsWith(`.${wide}`)
}
