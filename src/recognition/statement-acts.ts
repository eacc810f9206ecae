import { z } from 'zod'
import { second } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { certificateOf, dnsNameForm, issuingRole, principalOf, unitProfile } from '#identity'
import { officesCounted } from '#organization'
import { defineAct, type Event } from '#unit'
import { unitObject } from './agreements.ts'
import { signStatement, statementDigest, statementLifetime } from './statement.ts'

export type StatementFault =
  /** Devices, services and visitors hold no office here. */
  | { readonly kind: 'statement-for-people'; readonly speaker: string }
  | { readonly kind: 'statement-to-oneself'; readonly domain: string }

const issue = defineAct({
  name: 'statement.issue',
  label: 'have one’s offices stated to another unit, for a visit',
  input: z.strictObject({ unit: dnsNameForm.describe('domain of the unit to be visited') }),
  authority: { by: 'step', permission: 'statement.issue', object: ({ unit }) => unitObject(unit) },
  decide({ state, speaker, time, means }, { unit: audience }): Result<readonly Event[], StatementFault> {
    if (speaker.kind !== 'person') return refuse({ kind: 'statement-for-people', speaker: speaker.kind })
    const unit = certain(unitProfile(state), 'the unit')
    if (audience === unit.domain) return refuse({ kind: 'statement-to-oneself', domain: audience })
    const certificate = certain(certificateOf(state, speaker.serial ?? ''), 'the certificate of a speaker')
    const person = certain(principalOf(state, certificate.principal), 'the holder of a certificate')
    const content = {
      unit: unit.key,
      domain: unit.domain,
      audience,
      person: person.id,
      name: person.name,
      offices: officesCounted(state, person.id),
      certificate: certificate.fingerprint,
      key: certificate.key,
      issued: time,
      expires: Math.min(time + statementLifetime, certificate.notAfter + second),
    }
    const statement = signStatement(content, means.signer(issuingRole))
    const { expires } = content
    return accept([
      {
        kind: 'statement-issued',
        ...{ person: person.id, audience, digest: statementDigest(statement), expires, statement },
      },
    ])
  },
})

export const statementActs = [issue] as const
