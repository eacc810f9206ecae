import { z } from 'zod'
import { type Instant, isoInstant, second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { dnsNameForm } from '#identity'
import { sortedRows } from '#table'
import { defineQuery, read } from '#unit'
import { unitObject } from './agreements.ts'
import { type Followed, followed } from './followed.ts'
import { horizonOf } from './horizon.ts'
import { type AgreementRow, agreementsOf, type PeerRow, peerOf, recognitionSlice, staleAt } from './state.ts'
import type { Terms } from './terms.ts'

export type RecognitionQueryFault = { readonly kind: 'proposal-unknown'; readonly unit: string }

/** The terms as people read them: everything but the bytes. */
function termsShown({ authority: _, domain: _domain, ...terms }: Terms): object {
  return terms
}

function agreementShown({ agreement, terms, notBefore, notAfter, entry }: AgreementRow): object {
  return {
    agreement,
    unit: terms.domain,
    notBefore: isoInstant(notBefore),
    notAfter: isoInstant(notAfter),
    entry,
    terms: termsShown(terms),
  }
}

const agreements = defineQuery({
  name: 'agreement.list',
  label: 'whom this unit recognises, and whom no longer',
  path: '/agreements',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer({ state }) {
    const ended = sortedRows(read(state, recognitionSlice).ended).map(([, { ended: at, ...row }]) => {
      return { ...row, ended: isoInstant(at) }
    })
    return accept({ agreements: agreementsOf(state).map(agreementShown), ended })
  },
})

/** For whoever is to sign: the terms, before they are signed with the authority key. */
const proposals = defineQuery({
  name: 'agreement.proposal',
  label: 'what is proposed to be signed with a unit',
  path: '/units/:unit/proposals',
  input: z.strictObject({ unit: dnsNameForm }),
  access: {
    by: 'step',
    permission: 'agreement.sign',
    object: ({ unit }) => unitObject(unit),
    uncounted: true,
  },
  answer({ state }, { unit }): Result<unknown, RecognitionQueryFault> {
    const found = sortedRows(read(state, recognitionSlice).proposals).filter(
      ([, { terms }]) => terms.domain === unit,
    )
    if (found.length === 0) return refuse({ kind: 'proposal-unknown', unit })
    return accept({ proposals: found.map(([id, proposal]) => ({ case: id, ...proposal })) })
  },
})

const peers = defineQuery({
  name: 'peer.list',
  label: 'which units are followed, and how fresh what they say is',
  path: '/peers',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer({ state, documents, time }) {
    const all = followed(horizonOf(state, documents), time)
    return accept({ peers: all.map((one) => peerShown(one, peerOf(state, one.key), time)) })
  },
})

function peerShown(one: Followed, row: PeerRow | undefined, time: Instant): object {
  const { key, domain, agreement, bounds, statusAgeMaxSeconds } = one
  const known = { unit: domain, key, agreement, url: bounds.bundleUrl, statusAgeMaxSeconds }
  if (!row) return { ...known, state: 'never-seen' }
  const end = staleAt(row, statusAgeMaxSeconds)
  return {
    ...known,
    state: row.lost ? 'lost' : time < end ? 'fresh' : 'stale',
    name: row.name,
    number: row.number,
    thisUpdate: isoInstant(row.thisUpdate),
    nextUpdate: isoInstant(row.nextUpdate),
    accepted: isoInstant(row.accepted),
    secondsLeft: Math.max(0, Math.floor((end - time) / second)),
    recordSize: row.size,
    consistent: row.consistent,
  }
}

export const recognitionQueries = [agreements, proposals, peers] as const
