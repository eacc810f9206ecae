import { z } from 'zod'
import { base64 } from '#bytes'
import { parsePublicKey } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import {
  authorityObject,
  type IdentityEvent,
  ownCertificates,
  recordedCertificate,
  thumbprintForm,
} from '#identity'
import { defineAct } from '#unit'
import { isSignedBy } from '#x509'
import { agreementsOf } from './state.ts'

export type RetireFault =
  | { readonly kind: 'authority-unknown'; readonly key: string }
  | { readonly kind: 'authority-newest'; readonly key: string }
  /** Agreements that hold and that this key signed, by the units' domains. */
  | { readonly kind: 'authority-in-use'; readonly key: string; readonly units: readonly string[] }

const retire = defineAct({
  name: 'authority.retire',
  label: 'hold to an old authority key no longer',
  input: z.strictObject({
    key: thumbprintForm.describe('thumbprint of the old authority key'),
    reason: z.string().min(1).max(500).describe('why, in words'),
  }),
  authority: { by: 'step', permission: 'authority.retire', object: () => authorityObject },
  decide({ state, time }, { key, reason }): Result<readonly IdentityEvent[], RetireFault> {
    const authorities = ownCertificates(state, 'authorities').map((certificate) => {
      return { certificate, own: sure(parsePublicKey(certificate.spki), 'a key of this unit') }
    })
    const known = authorities.find(({ own }) => own.thumbprint === key)
    if (!known) return refuse({ kind: 'authority-unknown', key })
    if (known === authorities.at(-1)) return refuse({ kind: 'authority-newest', key })
    // Without its anchor an agreement would lead nowhere while it still stands as one that holds.
    const signed = agreementsOf(state).filter((agreement) => {
      return time <= agreement.notAfter && isSignedBy(recordedCertificate(agreement.certificate), known.own)
    })
    if (signed.length > 0) {
      return refuse({ kind: 'authority-in-use', key, units: signed.map(({ terms }) => terms.domain) })
    }
    return accept([{ kind: 'authority-retired', key, authority: base64(known.certificate.der), reason }])
  },
})

export const retireActs = [retire] as const
