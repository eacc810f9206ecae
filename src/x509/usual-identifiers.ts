import { identifierTable } from '#der'
import { gradePolicies } from './grade.ts'
import { accessMethod, anyPolicy, attributeType, extensionType, keyPurpose } from './identifiers.ts'

/**
 * The identifiers that nearly all certificates are made of: read, they give these very texts, so that
 * thousands of certificates hold each of them once.
 */
export const usualIdentifiers = identifierTable(
  [attributeType, extensionType, keyPurpose, accessMethod, { anyPolicy }]
    .flatMap((identifiers): readonly string[] => Object.values(identifiers))
    .concat(gradePolicies)
    .map((oid) => [oid, oid]),
)
