import { type Instant, parseInstant } from '#clock'
import type { AccessOutcome } from './gatekeeper.ts'
import { problemTitle } from './problem.ts'

/** One decision about somebody's wish, as the access journal has it. */
export interface JournalledDecision {
  readonly at: Instant
  /** Whether a grant permitted it, whatever became of the request afterwards. */
  readonly permitted: boolean
  /** `decided`: another program asked, and was told. */
  readonly outcome: AccessOutcome | 'decided'
  /** Path of the principal, as `person/4f1c…`; absent when nobody was known. */
  readonly principal?: string
  /** Where somebody without identity came from. */
  readonly address?: string
  readonly service?: string
  readonly method?: string
  readonly permission?: string
  readonly object?: string
  readonly case?: string
  readonly step?: string
  readonly epoch?: number
  /** Name of the service that asked in place of the gate, or of whoever else asked. */
  readonly through?: string
  /** Name of the problem it was refused with, or which befell it later. */
  readonly problem?: string
  /** The problem in a few words. */
  readonly why?: string
  readonly status?: number
  readonly durationMilliseconds?: number
}

/**
 * The decisions that an entry of the access journal tells of: those of the gate, and what other programs were
 * told; none of readings and time-stamps. The journal is the node's own, so what has another form is passed
 * over and refuses nothing.
 *
 * @param text JSON of the entry
 */
export function decisionsIn(text: string): readonly JournalledDecision[] {
  const entry = membersOf(parsed(text))
  const at = parseInstant(String(entry['at']))
  const outcome = entry['outcome']
  if (at === undefined || typeof outcome !== 'string') return []
  if (Array.isArray(entry['evaluations'])) {
    const asker = membersOf(entry['asker'])
    const through = String(asker['id'])
    return entry['evaluations'].map((one: unknown) => evaluated(at, outcome, through, membersOf(one)))
  }
  return isAccess(outcome) ? [accessed(at, outcome, entry)] : []
}

type Members = Readonly<Record<string, unknown>>

function accessed(at: Instant, outcome: AccessOutcome, entry: Members): JournalledDecision {
  const problem = textOf(entry['problem'])
  return {
    ...{ at, outcome, permitted: entry['case'] !== undefined },
    ...texts(entry, 'principal', 'address', 'service', 'method', 'permission', 'object', 'case', 'step'),
    ...texts(entry, 'through', 'problem'),
    ...numbers(entry, 'epoch', 'status', 'durationMilliseconds'),
    ...(problem !== undefined && { why: problemTitle(problem) ?? problem }),
  }
}

/** What another enforcement point asked and was told (AuthZEN). */
function evaluated(at: Instant, outcome: string, through: string, one: Members): JournalledDecision {
  const reason = textOf(one['reason'])
  const principal = textOf(one['subject'])
  return {
    ...{ at, through, permitted: one['decision'] === true && outcome !== 'cut' },
    outcome: outcome === 'cut' ? 'cut' : 'decided',
    ...(principal !== undefined && { principal }),
    ...texts(one, 'permission', 'object', 'case', 'step'),
    ...numbers(one, 'epoch'),
    ...(reason !== undefined && { problem: reason, why: reasons[reason] ?? reason }),
  }
}

/** Why other programs were told no. */
const reasons: Readonly<Record<string, string>> = {
  'question-malformed': 'it was no question',
  'permission-unsound': 'the action is no permission',
  'object-unsound': 'the resource is no object',
  'no-step': 'no step of a case permits this now',
  'uses-spent': 'the permission is used up',
  'use-unrecorded': 'the use could not be put on the record',
  'right-over': 'the right ended meanwhile',
}

const outcomes: ReadonlySet<string> = new Set<AccessOutcome>([
  'forwarded',
  'upgraded',
  'closed',
  'refused',
  'failed',
  'cut',
  'left',
])

function isAccess(outcome: string): outcome is AccessOutcome {
  return outcomes.has(outcome)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Those of the members that are texts. */
function texts<K extends string>(entry: Members, ...names: readonly K[]): { readonly [N in K]?: string } {
  const found = names.flatMap((name) => {
    const value = textOf(entry[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found) as { readonly [N in K]?: string }
}

/** Those of the members that are numbers. */
function numbers<K extends string>(entry: Members, ...names: readonly K[]): { readonly [N in K]?: number } {
  const found = names.flatMap((name) => {
    const value = entry[name]
    return typeof value === 'number' ? [[name, value] as const] : []
  })
  return Object.fromEntries(found) as { readonly [N in K]?: number }
}
