import { z } from 'zod'
import { type Duration, day, type Instant, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { parseVerifierKey } from '#record'
import { row } from '#table'
import { type Context, defineAct, read, type State } from '#unit'
import { type OwnUse, ownUses } from '#x509'
import { type CertificateActFault, issueCertificate } from './certificates.ts'
import { ownCertificates } from './path.ts'
import { recordedCertificate } from './recorded.ts'
import { keyFault, readRequest, requestText } from './requests.ts'
import { certificateOf, type IdentityEvent, identitySlice, ownServiceGrade, unitProfile } from './state.ts'

export type OwnKeyFault =
  | CertificateActFault
  /** The record is certified with the key that the founding names, and with no other. */
  | { readonly kind: 'record-key-other'; readonly key: string }

/**
 * A seal is made anew every year, like the certificates of people. What a time-stamp or a receipt was signed
 * with is looked at long after: archives renew their time-stamps before these end.
 */
const lifetimes: Readonly<Record<OwnUse, Duration>> = {
  seal: 365 * day,
  'time-stamp': 3 * 365 * day,
  record: 3 * 365 * day,
}

/** A new one is made a month before the end, like that of the gate. */
const renewBeforeMilliseconds: Duration = 30 * day

/**
 * Near the end of the issuing certificate a new one would end with the old one: it is worth an entry when it
 * counts for this much longer.
 */
const gainMilliseconds: Duration = 7 * day

const certify = defineAct({
  name: 'key.certify',
  label: 'certify a key of the unit’s own for its one use',
  actor: 'node',
  input: z.strictObject({
    use: z.enum(ownUses).describe('what the key is for'),
    request: requestText,
  }),
  authority: { by: 'step', permission: 'key.certify', object: ({ use }) => ownKeyObject(use) },
  decide(context, { use, request: text }): Result<readonly IdentityEvent[], OwnKeyFault> {
    const request = readRequest(text)
    if (!request.ok) return request
    const { spki } = request.value
    const key = thumbprintOf({ spki })
    const subject = { kind: 'service', id: use, name: use, grade: ownServiceGrade } as const
    const fault = keyFault(context, key, subject, use) ?? ownKeyFault(context, use, key)
    if (fault) return refuse(fault)
    const { state, time } = context
    const wholeSecond = time - (time % second)
    // Never longer than the issuing certificate, so that its last years are not without one.
    const lifetimeMilliseconds = endsAt(state, use, wholeSecond) - wholeSecond
    const issued = issueCertificate(context, { ...subject, use, spki, dnsNames: [], lifetimeMilliseconds })
    return issued.ok ? accept([issued.value]) : issued
  },
})

/** The object under which the node certifies a key of the unit's own. */
export function ownKeyObject(use: OwnUse): string {
  return `service/${use}`
}

/**
 * Whether the node has to certify one of its keys: it never did, it has another key now, or what there is was
 * revoked or comes to its end.
 *
 * @param key thumbprint of the key that the node has
 */
export function isOwnKeyDue(state: State, use: OwnUse, key: string, time: Instant): boolean {
  const own = row(read(state, identitySlice).own, use)
  if (!own || own.key !== key || certificateOf(state, own.serial)?.revoked) return true
  if (own.notAfter - time >= renewBeforeMilliseconds) return false
  return endsAt(state, use, time) - own.notAfter >= gainMilliseconds
}

/** When a certificate made now would end. */
function endsAt(state: State, use: OwnUse, time: Instant): Instant {
  const unit = certain(unitProfile(state), 'the unit')
  const issuer = recordedCertificate(certain(unit.issuing.at(-1), 'the issuing certificate'))
  return Math.min(time + lifetimes[use], issuer.notAfter)
}

/** A key is for one thing: none that signs certificates, and for the record none but the record's. */
function ownKeyFault({ state }: Context, use: OwnUse, key: string): OwnKeyFault | undefined {
  for (const which of ['authorities', 'issuing'] as const) {
    const own = ownCertificates(state, which).find((certificate) => thumbprintOf(certificate) === key)
    if (own) return { kind: 'request-key-taken', serial: own.serial, holder: which }
  }
  if (use !== 'record') return undefined
  const verifier = parseVerifierKey(certain(unitProfile(state), 'the unit').recordKey)
  const due = verifier.ok ? verifier.value.key.thumbprint : undefined
  return key === due ? undefined : { kind: 'record-key-other', key }
}

export const ownKeyActs = [certify] as const
