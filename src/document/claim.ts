import { canonicalJson, equalBytes, sha256, utf8 } from '#bytes'
import { certain } from '#fault'
import { unitProfile } from '#identity'
import { organizationSlice } from '#organization'
import type { AuthorityClaim, SignatureClaims } from '#signature'
import { row } from '#table'
import type { StepGrant } from '#task'
import { read, type State } from '#unit'
import type { ClaimPart } from './fault.ts'

/** The authority that a signature under a grant has to claim. */
export function claimUnder(state: State, grant: StepGrant): AuthorityClaim {
  const { case: id, step, permission, object, epoch, office } = grant
  return {
    unit: certain(unitProfile(state), 'the unit').key,
    ...{ case: id, step, permission, object, epoch },
    ...(office === undefined ? {} : { office }),
    grant: sha256(utf8(canonicalJson(grant))),
  }
}

/** The roles that a signature under a grant has to claim: the title of the office it is held by, if any. */
export function rolesUnder(state: State, { office }: Pick<StepGrant, 'office'>): readonly string[] {
  if (office === undefined) return []
  return [row(read(state, organizationSlice).offices, office)?.title ?? office]
}

/** In what the claims of a statement are not those of a grant, and what is due there. */
export function claimDifference(
  state: State,
  grant: StepGrant,
  claims: SignatureClaims,
): { readonly part: ClaimPart; readonly due: string } | undefined {
  const due = claimUnder(state, grant)
  const { authority } = claims
  const names = ['unit', 'case', 'step', 'permission', 'object', 'epoch', 'office'] as const
  const part = names.find((name) => authority?.[name] !== due[name])
  if (part) return { part, due: String(due[part] ?? '') }
  if (!authority || !equalBytes(authority.grant, due.grant)) {
    return { part: 'grant', due: Buffer.from(due.grant).toString('hex') }
  }
  const roles = rolesUnder(state, grant)
  return canonicalJson(claims.roles) === canonicalJson(roles)
    ? undefined
    : { part: 'roles', due: roles.join(', ') }
}
