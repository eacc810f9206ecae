import type { Grade, Kind } from './answers.ts'

/** Whom a request is attested as, as it is typed. */
export interface Subject {
  readonly kind: Kind
  readonly id: string
  readonly name: string
  readonly evidence: string
  readonly grade: Grade
  /** Host names of a device or service. */
  readonly dns: readonly string[]
}

/** As the unit checks it: one segment of a SPIFFE path that fits into a certificate name. */
const idForm = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/

/** What a certificate name holds (RFC 5280 appendix A.1 `ub-common-name`). */
const nameCharactersMax = 64

/** As much as the act takes: a sentence or two. */
const evidenceCharactersMax = 500

/** What is wrong with what was typed, by member: half a message name of `people.fault-…`. */
export function faultsOf({
  id,
  name,
  evidence,
}: Subject): Readonly<Partial<Record<keyof Subject, 'missing' | 'id' | 'name' | 'evidence'>>> {
  const hasControl = /[\p{Cc}\p{Cs}]/u.test(name)
  return {
    ...(id === '' ? { id: 'missing' } : !idForm.test(id) && { id: 'id' }),
    ...(name.trim() === ''
      ? { name: 'missing' }
      : (hasControl || Array.from(name).length > nameCharactersMax) && { name: 'name' }),
    ...(evidence.trim() === ''
      ? { evidence: 'missing' }
      : evidence.length > evidenceCharactersMax && { evidence: 'evidence' }),
  }
}
