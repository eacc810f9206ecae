import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { row } from '#table'
import { defineQuery, read } from '#unit'
import { authorityQueries } from './authority-queries.ts'
import { principalKindForm, serialForm } from './form.ts'
import { requestDigest, requestObject } from './requests.ts'
import { certificateOf, identitySlice, principalOf, unitProfile } from './state.ts'

export type IdentityQueryFault =
  | { readonly kind: 'request-not-found'; readonly request: string }
  | { readonly kind: 'certificate-not-found'; readonly serial: string }

const unit = defineQuery({
  name: 'unit.show',
  label: 'what this unit is',
  path: '/unit',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer({ state }) {
    const profile = unitProfile(state)
    if (!profile) return accept({ founded: false })
    const { name, domain, suite, key, recordKey, journalKey } = profile
    return accept({ founded: true, name, domain, suite, key, recordKey, journalKey })
  },
})

const request = defineQuery({
  name: 'request.show',
  label: 'what became of a certificate request',
  path: '/requests/:request',
  input: z.strictObject({ request: requestDigest }),
  access: { by: 'public' },
  answer({ state }, input): Result<unknown, IdentityQueryFault> {
    const slice = read(state, identitySlice)
    const ended = row(slice.requestEnds, input.request)
    if (ended) return accept({ request: input.request, ...ended })
    const waiting = row(slice.requests, input.request)
    if (!waiting) return refuse({ kind: 'request-not-found', request: input.request })
    return accept({ request: input.request, waits: waiting.attested ? 'approval' : 'attestation' })
  },
})

const certificate = defineQuery({
  name: 'certificate.status',
  label: 'whether a certificate counts',
  path: '/certificates/:serial/status',
  input: z.strictObject({ serial: serialForm }),
  access: { by: 'public' },
  answer({ state }, { serial }): Result<unknown, IdentityQueryFault> {
    const known = certificateOf(state, serial)
    if (!known) return refuse({ kind: 'certificate-not-found', serial })
    const { grade, notBefore, notAfter, entry, revoked } = known
    return accept({
      serial,
      grade,
      notBefore: isoInstant(notBefore),
      notAfter: isoInstant(notAfter),
      entry,
      ...(revoked ? { revoked: isoInstant(revoked.time), reason: revoked.reason } : {}),
    })
  },
})

const me = defineQuery({
  name: 'identity.show',
  label: 'who I am to this unit',
  path: '/me',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }) {
    const { kind, id, serial } = certain(reader, 'the reader')
    // What is known of a visitor `visit.show` tells.
    if (kind === 'visitor') return accept({ kind, id, serial })
    const named = kind === 'person' || kind === 'device' || kind === 'service' ? kind : 'service'
    const principal = principalOf(state, { kind: named, id })
    const held = certificateOf(state, serial ?? '')
    return accept({
      kind,
      id,
      name: principal?.name,
      serial,
      ...(held ? { grade: held.grade, notAfter: isoInstant(held.notAfter) } : {}),
    })
  },
})

/** For whoever decides on a request: what the registrar attested, before anything is issued on it. */
const review = defineQuery({
  name: 'request.review',
  label: 'what was attested of a certificate request',
  path: '/requests/:kind/:request/attestation',
  input: z.strictObject({ kind: principalKindForm, request: requestDigest }),
  access: {
    by: 'step',
    permission: 'certificate.issue',
    object: (input) => requestObject(input),
    uncounted: true,
  },
  answer({ state }, { kind, request: digest }): Result<unknown, IdentityQueryFault> {
    const attested = row(read(state, identitySlice).requests, digest)?.attested
    if (attested?.kind !== kind) return refuse({ kind: 'request-not-found', request: digest })
    return accept({ request: digest, ...attested })
  },
})

export const identityQueries = [review, unit, request, certificate, me, ...authorityQueries] as const
