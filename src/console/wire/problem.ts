/** A refusal of the unit as it came (RFC 9457), or why nothing came. */
export class Problem extends Error {
  /** As `urn:chancery:problem:no-step`; those of the console itself begin with `console:`. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly members: Readonly<Record<string, unknown>>

  constructor(told: {
    readonly type: string
    readonly title: string
    readonly status: number
    readonly detail: string
    readonly members?: Readonly<Record<string, unknown>>
  }) {
    super(`${told.title}: ${told.detail}`)
    this.name = 'Problem'
    this.type = told.type
    this.title = told.title
    this.status = told.status
    this.detail = told.detail
    this.members = told.members ?? {}
  }

  /** The last part of the type. */
  get kind(): string {
    return this.type.slice(this.type.lastIndexOf(':') + 1)
  }
}

/** What an answer that is not 2xx says. */
export async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) {
    return new Problem({ type: 'console:answer-strange', title: '', status: answer.status, detail: '' })
  }
  const { type, title, status, detail, ...members } = body as Record<string, unknown>
  return new Problem({
    type: String(type),
    title: String(title),
    status: typeof status === 'number' ? status : answer.status,
    detail: String(detail),
    members,
  })
}

/** The unit could not be reached at all. */
export function unreachable(): Problem {
  return new Problem({ type: 'console:unreachable', title: '', status: 0, detail: '' })
}
