import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { type RequestRow, requestsWaiting, requestsWaitingMax } from '#identity'
import { isCaseShown } from '#procedure'
import { type Asking, defineQuery, type Speaker } from '#unit'
import type { DirectoryFault } from './fault.ts'

/**
 * Certificate requests that wait. Everybody of the unit may know that some do: they come from strangers, and
 * say nothing but a digest. Whom one was attested as is told where the case of that attestation is shown.
 */
const list = defineQuery({
  name: 'request.list',
  label: 'the certificate requests that wait',
  path: '/requests',
  input: z.strictObject({
    waits: z.enum(['attestation', 'approval']).optional().describe('for what; left out, for either'),
  }),
  access: { by: 'member' },
  answer(asking, { waits }): Result<unknown, DirectoryFault> {
    const { reader, state } = asking
    if (reader?.kind !== 'person') return refuse({ kind: 'directory-for-people', query: 'request.list' })
    const all = requestsWaiting(state)
    const wanted = all.filter((request) => waits === undefined || waitsFor(request) === waits)
    return accept({
      requests: wanted.map((request) => requestShown(asking, reader, request)),
      waiting: all.length,
      waitingMax: requestsWaitingMax,
    })
  },
})

export const requestQueries = [list] as const

function waitsFor({ attested }: RequestRow): 'attestation' | 'approval' {
  return attested ? 'approval' : 'attestation'
}

function requestShown({ state, time }: Asking, reader: Speaker, waiting: RequestRow): object {
  const { request, key, received, attested } = waiting
  const isShown = attested !== undefined && isCaseShown(state, attested.case, reader, time)
  return {
    ...{ request, key, received: isoInstant(received), waits: waitsFor(waiting) },
    ...(isShown && { attested: attestationShown(attested) }),
  }
}

/** Without the evidence, which is for whoever decides (`request.review`). */
function attestationShown({ evidence: _, ...attested }: NonNullable<RequestRow['attested']>): object {
  return attested
}
