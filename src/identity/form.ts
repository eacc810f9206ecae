import { z } from 'zod'
import { certain } from '#fault'
import type { State } from '#unit'
import { grades, nameCharactersMax } from '#x509'
import { unitProfile } from './state.ts'

/**
 * Identifier of a person, device or service: one SPIFFE path segment, short enough for a certificate name.
 */
export const idForm = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 of a-z 0-9 . _ - and begin and end with a letter or digit',
  )
  .describe('identifier, as `li.wei`')

/** A name as a certificate can hold it (RFC 5280 appendix A.1 `ub-common-name`), in any script. */
export const certificateNameForm = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be a name without control characters')
  .refine((name) => Array.from(name).length <= nameCharactersMax, {
    message: `must be at most ${nameCharactersMax} characters`,
  })

/** An address that certificates can hold, an IA5String (RFC 5280 §4.2.1.6), and a path be added to. */
export const publicUrlForm = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .regex(/^[\x21-\x7e]*[^/]$/, 'must be ASCII and must not end with a slash')

export const principalKindForm = z.enum(['person', 'device', 'service'])

/** The grade of a certificate, in the words by which a registrar chooses one. */
export const gradeForm = z
  .enum(grades)
  .describe(
    'what the evidence is worth: `rudimentary` claimed only, `basic` checked against a document, `medium` ' +
      'in person with an official document, `high` in person and the key in certified hardware; `test` for ' +
      'trials',
  )

/** A host name in the form of RFC 1123 §2.1, lower case. */
export const dnsNameForm = z
  .string()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be a host name in lower case',
  )

/** Lower-case hexadecimal serial of a certificate: up to 20 octets (RFC 5280 §4.1.2.2). */
export const serialForm = z
  .string()
  .regex(/^[0-9a-f]{2,40}$/, 'must be the serial in lower-case hexadecimal')
  .describe('serial of the certificate, lower-case hexadecimal')

export const revocationReasonForm = z.enum([
  'unspecified',
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
])

/** The unit's DNS domain: the trust domain of every name it gives. */
export function domainOf(state: State): string {
  return certain(unitProfile(state), 'the unit').domain
}
