import { z } from 'zod'
import { base64 } from '#bytes'
import { isoInstant } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept } from '#fault'
import { sortedRows } from '#table'
import { defineQuery, read } from '#unit'
import { authorityObject } from './authority.ts'
import { ownCertificates } from './path.ts'
import { identitySlice } from './state.ts'

/** What a verifier of this unit's certificates needs to know of its keys; their certificates are public. */
const authorities = defineQuery({
  name: 'authority.list',
  label: 'the unit’s authority keys, the newest last, and the links between them',
  path: '/authorities',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer({ state }) {
    const all = ownCertificates(state, 'authorities')
    return accept({
      authorities: all.map(({ spki, notBefore, notAfter }, place) => ({
        key: thumbprintOf({ spki }),
        notBefore: isoInstant(notBefore),
        notAfter: isoInstant(notAfter),
        newest: place === all.length - 1,
      })),
      links: ownCertificates(state, 'links').map(({ spki, notAfter, der }) => ({
        key: thumbprintOf({ spki }),
        notAfter: isoInstant(notAfter),
        certificate: base64(der),
      })),
    })
  },
})

/** For whoever decides: the key, before it becomes the unit's newest. */
const proposals = defineQuery({
  name: 'authority.proposal',
  label: 'which authority key is proposed',
  path: '/authorities/proposals',
  input: z.strictObject({}),
  access: {
    by: 'step',
    permission: 'authority.roll-over',
    object: () => authorityObject,
    uncounted: true,
  },
  answer({ state }) {
    const found = sortedRows(read(state, identitySlice).rollovers)
    return accept({
      proposals: found.map(([id, { by, evidence, key, authority }]) => ({
        case: id,
        by,
        evidence,
        key,
        authority,
      })),
    })
  },
})

export const authorityQueries = [authorities, proposals] as const
