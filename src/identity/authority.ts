import { z } from 'zod'
import { base64 } from '#bytes'
import type { Instant } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { row } from '#table'
import { type Context, defineAct, read, type State, stepCase } from '#unit'
import { type Certificate, type CertificateFault, certificateFromPem } from '#x509'
import { type RolloverPartFault, rolloverFault } from './authority-check.ts'
import type { RolloverCertificates } from './authority-material.ts'
import { ownCertificates } from './path.ts'
import { recordedCertificate } from './recorded.ts'
import { type IdentityEvent, identitySlice, type Rollover, unitProfile } from './state.ts'

/** PEM of a certificate with RSA-4096 or ML-DSA-87 key and signature stays below. */
const certificateTextMax = 16_384

/** Two links come with every rollover and stay until they end; a bundle holds this many. */
export const ownCertificatesMax = 16

/** What of a rollover is meant. */
export type RolloverPart = keyof RolloverCertificates

export type AuthorityFault =
  | {
      readonly kind: 'rollover-unreadable'
      readonly part: RolloverPart
      readonly fault: CertificateFault | { readonly kind: 'not-pem' }
    }
  | RolloverPartFault
  | { readonly kind: 'authority-key-used'; readonly key: string }
  | { readonly kind: 'authorities-full'; readonly linksMax: number }
  | { readonly kind: 'rollover-missing'; readonly case: string }
  | { readonly kind: 'rollover-other-key'; readonly key: string; readonly proposed: string }

/** The object of every step about the unit's own authority. */
export const authorityObject = 'authority'

/** Thumbprint of a key: base64url SHA-256 of its SubjectPublicKeyInfo. */
export const thumbprintForm = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be the thumbprint of a key')

const certificateText = z.string().max(certificateTextMax)

const propose = defineAct({
  name: 'authority.propose-rollover',
  label: 'propose a new authority key of the unit',
  input: z.strictObject({
    authority: certificateText.describe('certificate of the new authority key, self-signed, PEM'),
    newWithOld: certificateText.describe('the new key certified by the old one, PEM'),
    oldWithNew: certificateText.describe('the old key certified by the new one, PEM'),
    issuing: certificateText.describe('the issuing key certified by the new authority key, PEM'),
    evidence: z.string().min(1).max(500).describe('who made the key, where, and in whose presence'),
  }),
  authority: { by: 'step', permission: 'authority.propose-rollover', object: () => authorityObject },
  decide(context, { evidence, ...input }): Result<readonly IdentityEvent[], AuthorityFault> {
    const certificates = readRollover(input)
    if (!certificates.ok) return certificates
    const fault = standingFault(context.state, certificates.value, context.time)
    if (fault) return refuse(fault)
    const { authority, newWithOld, oldWithNew, issuing } = certificates.value
    const rollover: Rollover = {
      by: context.speaker.id,
      evidence,
      key: thumbprintOf(authority),
      authority: base64(authority.der),
      links: [base64(newWithOld.der), base64(oldWithNew.der)],
      issuing: base64(issuing.der),
    }
    return accept([{ kind: 'rollover-proposed', case: stepCase(context), ...rollover }])
  },
})

const rollOver = defineAct({
  name: 'authority.roll-over',
  label: 'make the proposed authority key the unit’s newest',
  input: z.strictObject({ key: thumbprintForm.describe('thumbprint of the new key, as its makers say it') }),
  authority: { by: 'step', permission: 'authority.roll-over', object: () => authorityObject },
  decide(context, { key }): Result<readonly IdentityEvent[], AuthorityFault> {
    const { state, time } = context
    const id = stepCase(context)
    const proposed = row(read(state, identitySlice).rollovers, id)
    if (!proposed) return refuse({ kind: 'rollover-missing', case: id })
    if (proposed.key !== key) return refuse({ kind: 'rollover-other-key', key, proposed: proposed.key })
    // Another key may have taken the place of the old one since, or time run out.
    const fault = standingFault(state, recordedRollover(proposed), time)
    if (fault) return refuse(fault)
    const { authority, links, issuing } = proposed
    const lapsed = lapsedTexts(context)
    return accept([{ kind: 'authority-rolled-over', case: id, key, authority, links, issuing, lapsed }])
  },
})

function readRollover(
  input: Readonly<Record<RolloverPart, string>>,
): Result<RolloverCertificates, AuthorityFault> {
  const authority = readPart('authority', input.authority)
  if (!authority.ok) return authority
  const newWithOld = readPart('newWithOld', input.newWithOld)
  if (!newWithOld.ok) return newWithOld
  const oldWithNew = readPart('oldWithNew', input.oldWithNew)
  if (!oldWithNew.ok) return oldWithNew
  const issuing = readPart('issuing', input.issuing)
  if (!issuing.ok) return issuing
  return accept({
    authority: authority.value,
    newWithOld: newWithOld.value,
    oldWithNew: oldWithNew.value,
    issuing: issuing.value,
  })
}

function readPart(part: RolloverPart, text: string): Result<Certificate, AuthorityFault> {
  const certificate = certificateFromPem(text)
  return certificate.ok
    ? certificate
    : refuse({ kind: 'rollover-unreadable', part, fault: certificate.fault })
}

function recordedRollover({ authority, links, issuing }: Rollover): RolloverCertificates {
  const [newWithOld, oldWithNew] = links
  return {
    authority: recordedCertificate(authority),
    newWithOld: recordedCertificate(newWithOld),
    oldWithNew: recordedCertificate(oldWithNew),
    issuing: recordedCertificate(issuing),
  }
}

/** What stands against a rollover at this state and time. */
function standingFault(
  state: State,
  certificates: RolloverCertificates,
  time: Instant,
): AuthorityFault | undefined {
  const authorities = ownCertificates(state, 'authorities')
  const issuing = ownCertificates(state, 'issuing')
  const links = ownCertificates(state, 'links')
  const key = thumbprintOf(certificates.authority)
  const known = [...authorities, ...issuing, ...links].some(
    (certificate) => thumbprintOf(certificate) === key,
  )
  if (known || row(read(state, identitySlice).keys, key)) return { kind: 'authority-key-used', key }
  if (links.filter(({ notAfter }) => notAfter >= time).length + 2 > ownCertificatesMax) {
    return { kind: 'authorities-full', linksMax: ownCertificatesMax }
  }
  const { domain } = certain(unitProfile(state), 'the unit')
  const old = certain(authorities.at(-1), 'the authority of the unit')
  const signing = certain(issuing.at(-1), 'the issuing certificate')
  return rolloverFault(certificates, { old, issuing: signing, domain }, time)
}

/** Issuing certificates and links whose time is over: nothing is reached by them any more. */
function lapsedTexts({ state, time }: Context): readonly string[] {
  const own = [...ownCertificates(state, 'issuing'), ...ownCertificates(state, 'links')]
  return own.filter(({ notAfter }) => notAfter < time).map(({ der }) => base64(der))
}

export const authorityActs = [propose, rollOver] as const
