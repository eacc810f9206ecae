import { isoInstant } from '#clock'
import type { StatementFault, VisitFault, VisitorFault } from '#recognition'
import { say, type Words } from './words.ts'
import { formProblem, pathSentences } from './words-certificate.ts'

/** What is refused around visits between units. */
export type AnyVisitFault = StatementFault | VisitFault | VisitorFault

type ReachFault = Extract<VisitFault, { readonly kind: 'visitor-unreached' }>['fault']

const anew = 'visit anew with a statement of your own unit'

function reachProblem(fault: ReachFault): string {
  switch (fault.kind) {
    case 'search-given-up':
      return 'the search for a path was given up'
    case 'grade-missing':
      return 'the certificate names none of the grades that agreements recognise'
    default:
      return say(pathSentences, fault)
  }
}

const differing: Readonly<Record<'domain' | 'person' | 'certificate' | 'key', string>> = {
  domain: 'another unit',
  person: 'another person',
  certificate: 'another certificate',
  key: 'another key',
}

/** What is refused at home. */
const statementWords: Words<StatementFault> = {
  'statement-for-people': ({ speaker }) => ({
    status: 403,
    title: 'only people of the unit visit others',
    detail: `a ${speaker} holds no office of this unit: a person of it must ask`,
  }),
  'statement-to-oneself': ({ domain }) => ({
    status: 400,
    title: 'this unit is no other unit',
    detail: `\`${domain}\` is this unit itself: name the unit to be visited`,
  }),
}

/** What is wrong with what a visitor shows. */
const shownWords: Words<Exclude<VisitFault, { readonly kind: `visitor${string}` }>> = {
  'visit-unreadable': ({ part }) => ({
    status: 400,
    title: 'a part of the visit cannot be read',
    detail: `the ${part} is no signed envelope (DSSE): send it as it was made`,
  }),
  'visit-malformed': ({ part, at, problem }) => ({
    status: 400,
    title: 'a part of the visit is malformed',
    detail: `\`${at}\` of the ${part} ${problem}: send it as it was made`,
  }),
  'presentation-signature': () => ({
    status: 403,
    title: 'the presentation is not by the key of the certificate',
    detail: 'the key of the certificate did not make its signature: sign it with that key',
  }),
  'presentation-elsewhere': ({ unit }) => ({
    status: 403,
    title: 'the presentation is made to another unit',
    detail: `it is made to the unit \`${unit}\`: sign one for this unit`,
  }),
  'presentation-other-statement': () => ({
    status: 403,
    title: 'the presentation shows another statement',
    detail: 'it does not name the statement that is sent with it: sign one that does',
  }),
  'presentation-time': ({ time, now }) => ({
    status: 403,
    title: 'the time of the presentation is off',
    detail:
      `it was signed at ${isoInstant(time)}, and here it is ${isoInstant(now)}: set the clock and sign ` +
      'anew',
  }),
  'presentation-repeated': ({ time }) => ({
    status: 409,
    title: 'the presentation was received before',
    detail: `one signed at ${isoInstant(time)} or later was received already: sign a new one`,
  }),
  'statement-elsewhere': ({ audience, domain }) => ({
    status: 403,
    title: 'the statement is made to another unit',
    detail: `it is made to \`${audience}\`: have one made to \`${domain}\``,
  }),
  'statement-expired': ({ expires }) => ({
    status: 403,
    title: 'the statement has expired',
    detail: `it ended at ${isoInstant(expires)}: ${anew}`,
  }),
  'statement-from-future': ({ issued, now }) => ({
    status: 403,
    title: 'the statement is from the future',
    detail:
      `it was made at ${isoInstant(issued)}, and here it is ${isoInstant(now)}: have the clock there and ` +
      'this one compared',
  }),
  'statement-too-long': ({ hoursMax }) => ({
    status: 403,
    title: 'the statement lasts too long',
    detail: `a statement may last ${hoursMax} hours: have your own unit make a shorter one`,
  }),
  'statement-older': ({ issued, shown }) => ({
    status: 403,
    title: 'a newer statement was shown already',
    detail:
      `this one was issued at ${isoInstant(issued)}, and one of ${isoInstant(shown)} was shown with the ` +
      'same key: show the newest',
  }),
  'statement-differs': ({ part }) => ({
    status: 403,
    title: 'the statement is not of this certificate',
    detail: `it is made of ${differing[part]}: have one made with the certificate you show`,
  }),
  'statement-signer': ({ domain, signer }) => ({
    status: 403,
    title: 'the signer of the statement is unknown',
    detail:
      `no unit \`${domain}\` that is recognised here has published the issuing key \`${signer}\`: ask ` +
      'whether this unit recognises yours',
  }),
  'statement-signature': () => ({
    status: 403,
    title: 'the signature of the statement is wrong',
    detail: `it is not by the key it names, or of another unit: ${anew}`,
  }),
}

/** Why somebody is not received, or no visitor any more. */
const visitorWords: Words<VisitorFault | Extract<VisitFault, { readonly kind: `visitor${string}` }>> = {
  'visitor-certificate': ({ fault }) => ({
    status: 400,
    title: 'the certificate of the visitor is refused',
    detail: `${formProblem(fault)}: show the certificate your own unit issued to you`,
  }),
  'visitor-unnamed': () => ({
    status: 400,
    title: 'the certificate names nobody of a unit',
    detail:
      'it is not one that a unit gives its people, with one name `spiffe://<unit>/person/<id>`: show the ' +
      'certificate your own unit issued to you',
  }),
  'visitor-no-person': ({ subject }) => ({
    status: 403,
    title: 'only people visit',
    detail: `the certificate names \`${subject}\`: a person must come with a certificate of their own`,
  }),
  'visitor-own-domain': ({ domain }) => ({
    status: 403,
    title: 'people of this unit need no visit',
    detail: `the certificate names somebody of \`${domain}\`, which is this unit: connect with it`,
  }),
  'visitor-key-refused': ({ fault }) => ({
    status: 403,
    title: 'the key of the visitor is refused',
    detail: `${formProblem({ kind: 'key-refused', fault })}: come with a certificate of another key`,
  }),
  'visitor-key-known': ({ key }) => ({
    status: 409,
    title: 'the key is known here',
    detail: `\`${key}\` is the key of somebody of this unit: every holder needs a key of their own`,
  }),
  'visitor-unit-unreached': ({ domain }) => ({
    status: 403,
    title: 'no path leads to the unit of the visitor',
    detail:
      `no agreement that holds leads to the keys by which \`${domain}\` speaks of you: ask whether this ` +
      'unit recognises yours',
  }),
  'visitor-unreached': ({ fault }) => ({
    status: 403,
    title: 'no path leads to the visitor',
    detail: `${reachProblem(fault)}: ask whether this unit recognises yours, and within what bounds`,
  }),
  'visitors-full': ({ visitorsMax }) => ({
    status: 503,
    title: 'too many visitors',
    detail: `there are ${visitorsMax} visitors now: come back when some of their visits are over`,
  }),
  'visitors-none-leaving': () => ({
    status: 409,
    title: 'no visit was cut',
    detail: 'no visits were cut together that are not named yet: nothing is left to do',
  }),
  'visitor-unknown': ({ key }) => ({
    status: 404,
    title: 'there is no such visitor',
    detail: `nobody was received with the key \`${key}\`: visit first, with \`chancery visit\``,
  }),
  'visit-over': ({ visitor, until }) => ({
    status: 403,
    title: 'the visit is over',
    detail: `the visit of \`${visitor}\` ended at ${isoInstant(until)}: ${anew}`,
  }),
}

/** What is refused around visits between units, in words. */
export const visitWords: Words<AnyVisitFault> = { ...statementWords, ...shownWords, ...visitorWords }
