import type { LeafUnreached, TrustQueryFault } from '#recognition'
import { say, type Words } from './words.ts'
import { formProblem, pathSentences } from './words-certificate.ts'

/** What is refused where trust is explained, planned and weighed, and what is told there of refusals. */
export type TrustFault = TrustQueryFault | LeafUnreached

function unreadable(fault: Extract<TrustFault, { readonly kind: 'explain-unreadable' }>['fault']): string {
  return fault.kind === 'not-pem' ? 'it is not PEM of a certificate' : formProblem(fault)
}

export const trustWords: Words<TrustFault> = {
  'leaf-unreached': ({ fault, clause }) => ({
    status: 403,
    title: 'no path leads to the certificate',
    detail: `no path is accepted: ${say(pathSentences, fault)} (${clause})`,
    members: { clause },
  }),
  'explain-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the certificate cannot be read',
    detail: `${unreadable(fault)}: send the certificate of another unit as PEM`,
  }),
  'explain-own': ({ serial }) => ({
    status: 400,
    title: 'the certificate is one of this unit',
    detail: `this unit has issued it itself: look it up by its serial number \`${serial}\``,
  }),
  'unit-unheard': ({ unit }) => ({
    status: 404,
    title: 'nothing is known of the unit',
    detail:
      `neither this unit nor one it follows has an agreement with \`${unit}\`: recognise it with ` +
      '`agreement.propose`, its authority certificate in hand',
  }),
  'unit-ambiguous': ({ unit, keys }) => ({
    status: 409,
    title: 'several units are called so',
    detail: `\`${unit}\` is claimed by the keys \`${keys.join('`, `')}\`: name one of these`,
    members: { keys },
  }),
  'impact-on-oneself': ({ unit }) => ({
    status: 400,
    title: 'this unit is no other unit',
    detail: `\`${unit}\` is this unit itself: name another one`,
  }),
  'impact-agreement-unknown': ({ agreement }) => ({
    status: 404,
    title: 'there is no such agreement',
    detail: `no live agreement of this unit has the serial number \`${agreement}\`: see \`agreement.list\``,
  }),
}
