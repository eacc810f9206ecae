import { isoInstant } from '#clock'
import type { ClaimPart, DocumentFault } from '#document'
import type { Words } from './words.ts'

const prepareAgain = 'prepare the signature again (`POST /signatures/prepare`) and sign what comes out'

const parts: Readonly<Record<ClaimPart, string>> = {
  unit: 'unit',
  case: 'case',
  step: 'step',
  permission: 'permission',
  object: 'object',
  epoch: 'state of the step',
  office: 'office',
  grant: 'grant',
  roles: 'role',
  commitments: 'commitment',
  document: 'document',
}

const causes = { revoked: 'was revoked', expired: 'has ended' } as const

/** What the room of signed documents refuses, in words. */
export const documentWords: Words<DocumentFault> = {
  'statement-unreadable': ({ problem }) => ({
    status: 400,
    title: 'what is signed cannot be read',
    detail: `the signed octets are not those of such a signature (${problem}): ${prepareAgain}`,
  }),
  'statement-of-other': () => ({
    status: 409,
    title: 'the signature names another certificate',
    detail: `the signed attributes are of another certificate or key: ${prepareAgain}`,
  }),
  'statement-strange': () => ({
    status: 400,
    title: 'the signature says more than is known here',
    detail: `there is something in the signed attributes that this unit does not write: ${prepareAgain}`,
  }),
  'signer-other': ({ serial }) => ({
    status: 409,
    title: 'the certificate is not the actor’s',
    detail: `whoever acts is known by the certificate \`${serial}\`: sign with that one, and send it along`,
  }),
  'signer-unfit': ({ speaker }) => ({
    status: 403,
    title: 'the certificate signs no documents',
    detail:
      `a ${speaker} signs with a certificate for documents: renew yours (\`certificate.renew\`), ` +
      'which then is one',
  }),
  'claim-missing': () => ({
    status: 400,
    title: 'the signature names no authority',
    detail: `there is no case and step in the signed attributes: ${prepareAgain}`,
  }),
  'claim-differs': ({ part, due }) => ({
    status: 409,
    title: 'the signature was made for another grant',
    detail: `the ${parts[part]} in the signed attributes has to be \`${due}\`: ${prepareAgain}`,
  }),
  'signing-time-off': ({ time, now, toleranceMilliseconds }) => ({
    status: 409,
    title: 'the time of signing is too far from now',
    detail:
      `the signature ${time === undefined ? 'tells no time' : `tells ${isoInstant(time)}`} and it is ` +
      `${isoInstant(now)}, at most ${toleranceMilliseconds / 1000} s may lie between: ${prepareAgain}`,
  }),
  'document-signature-wrong': () => ({
    status: 400,
    title: 'the signature of the document is wrong',
    detail: 'it was not made by this certificate’s key over these octets: sign them again with that key',
  }),
  'signature-recorded': ({ signature, entry }) => ({
    status: 409,
    title: 'the signature stands on the record already',
    detail: `\`${signature}\` came with entry ${entry}: every signature is made anew for its act`,
  }),
  'signatures-full': ({ of, countMax }) => ({
    status: 409,
    title: 'there are too many signatures',
    detail: `the ${of} has ${countMax} signatures, the most there can be: sign a list of what is left`,
  }),
  'seal-missing': () => ({
    status: 503,
    title: 'the unit has no seal at this time',
    detail:
      'the key of the seal is not certified: look whether the procedure `node-duty` gives the node ' +
      '`key.certify`, and at the log of the node',
  }),
  'seal-over': ({ serial, cause }) => ({
    status: 503,
    title: 'the certificate of the seal counts no more',
    detail: `the certificate \`${serial}\` ${causes[cause]}: the node makes another by itself`,
  }),
  'signature-not-found': ({ signature }) => ({
    status: 404,
    title: 'no such signature stands on the record',
    detail: `no act brought \`${signature}\` onto this unit's record: ask the unit that the signature names`,
  }),
}
