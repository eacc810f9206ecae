import { isoInstant } from '#clock'
import type { EvidenceFault, EvidencePlace, TimestampAnswerFault, TimestampFault } from '#timestamp'
import { say, type Told, type Words } from './words.ts'
import { formProblem, keyProblem, pathSentences } from './words-certificate.ts'
import { cmsProblem } from './words-cms.ts'

const other = 'ask for another time-stamp'

/** What is refused of time-stamps and of the answers of who gives them. */
export const timestampWords: Words<TimestampAnswerFault> = {
  'token-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the time-stamp cannot be read',
    detail: `${cmsProblem(fault)}: ${other}`,
  }),
  'token-content': ({ contentType }) => ({
    status: 400,
    title: 'this is no time-stamp',
    detail: `what is signed is of type ${contentType}, and no time: name the file of a time-stamp token`,
  }),
  'token-signers': ({ count }) => ({
    status: 400,
    title: 'a time-stamp has one signer',
    detail: `this one has ${count}: ${other}`,
  }),
  'token-attribute-missing': ({ attribute }) => ({
    status: 400,
    title: 'the time-stamp does not say what it must',
    detail: `the signed attribute \`${attribute}\` is missing: ${other}`,
  }),
  'token-attributes-differ': () => ({
    status: 400,
    title: 'the time-stamp contradicts itself',
    detail: `what was signed is not what stands in it, so it was changed: ${other}`,
  }),
  'token-certificate-missing': () => ({
    status: 400,
    title: 'the certificate of the time-stamp is missing',
    detail: 'it names a certificate that is neither in it nor at hand: give the certificate along with it',
  }),
  'token-certificate-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the certificate of the time-stamp cannot be read',
    detail: `${formProblem(fault)}: ${other}`,
  }),
  'token-key-refused': ({ fault }) => ({
    status: 400,
    title: 'the key of the time-stamp is not accepted',
    detail: `${keyProblem(fault)}: ${other}`,
  }),
  'token-algorithm-unknown': ({ algorithm }) => ({
    status: 400,
    title: 'the algorithm of the time-stamp is not known',
    detail: `\`${algorithm}\` is no algorithm that is accepted: ${other}`,
  }),
  'token-signature-wrong': () => ({
    status: 400,
    title: 'the signature of the time-stamp does not verify',
    detail: `the key it names did not make it, or it was changed: ${other}`,
  }),
  'token-imprint-differs': () => ({
    status: 400,
    title: 'the time-stamp is over something else',
    detail: 'it proves a time for other octets than these: look whether the right file is meant',
  }),
  'token-imprint-missing': ({ algorithm }) => ({
    status: 400,
    title: 'what the time-stamp is over is not at hand',
    detail: `its digest by ${algorithm} is not known: give the file itself`,
  }),
  'token-time-ahead': ({ time, at }) => ({
    status: 400,
    title: 'the time-stamp claims to be of later than now',
    detail: `it says ${isoInstant(time)} and is looked at as of ${isoInstant(at)}: compare the clocks`,
  }),
  'token-time-early': ({ time, notBefore }) => ({
    status: 400,
    title: 'the time-stamp claims to be older than its certificate',
    detail:
      `it says ${isoInstant(time)} and its certificate begins at ${isoInstant(notBefore)}: ` +
      'nobody had its key certified then',
  }),
  'token-path-refused': ({ fault }) => ({
    status: 400,
    title: 'nobody who is trusted vouches for the time-stamp',
    detail: `no path is accepted: ${say(pathSentences, fault)}`,
  }),
  'token-path-unknown': ({ spent }) => ({
    status: 503,
    title: 'no path to the time-stamp was found in time',
    detail: `the search gave up, its ${spent} spent: give fewer certificates`,
  }),
  'timestamp-answer-unreadable': ({ fault }) => ({
    status: 502,
    title: 'the answer is no answer of a time-stamp authority',
    detail: `${cmsProblem(fault)}: look whether the address is right`,
  }),
  'timestamp-denied': ({ status, failures, texts }) => ({
    status: 502,
    title: 'the time-stamp authority gives no time-stamp',
    detail: `it answers ${[status, ...failures, ...texts.map((text) => `\`${text}\``)].join(', ')}`,
  }),
  'timestamp-answer-differs': ({ what }) => ({
    status: 502,
    title: 'the answer is to something else than was asked',
    detail: `its ${what} is not as asked: use another time-stamp authority`,
  }),
}

/** `time-stamp 2 of hash tree 1`: counted as people do. */
function where({ chain, place }: EvidencePlace): string {
  return `time-stamp ${place + 1} of hash tree ${chain + 1}`
}

/** What is wrong with a time-stamp that stands inside a record. */
function tokenProblem(fault: TimestampFault): string {
  // Each line takes its own kind only; which one it is, the index says.
  const tell = timestampWords[fault.kind] as (fault: TimestampFault) => Told
  return tell(fault).detail
}

const older = 'look for an older copy of the record'
const again = 'look whether the right file and record are meant'

/** What is refused of evidence records. */
export const evidenceWords: Words<EvidenceFault> = {
  'record-unreadable': ({ fault }) => ({
    status: 400,
    title: 'the evidence record cannot be read',
    detail: `${cmsProblem(fault)}: ${again}`,
  }),
  'record-digest-missing': ({ algorithm }) => ({
    status: 400,
    title: 'a digest that the evidence record needs is not at hand',
    detail: `the record was renewed by ${algorithm}: give the file itself, to be hashed by that as well`,
  }),
  'record-object-missing': ({ chain }) => ({
    status: 400,
    title: 'the evidence record is about something else',
    detail: `hash tree ${chain + 1} does not hold the digest of what was given: ${again}`,
  }),
  'record-object-more': ({ documents, proven }) => ({
    status: 400,
    title: 'the evidence record is about more than was given',
    detail: `it proves ${documents} documents together, of which ${proven} are given: give all of them`,
  }),
  'record-link-missing': (place) => ({
    status: 400,
    title: 'the evidence record is broken off',
    detail: `${where(place)} is not over the one before it: ${older}`,
  }),
  'record-algorithms-mixed': ({ algorithm, found, ...place }) => ({
    status: 400,
    title: 'the evidence record mixes algorithms',
    detail: `${where(place)} is by ${found}, its hash tree by ${algorithm}: ${older}`,
  }),
  'record-disordered': ({ time, before, ...place }) => ({
    status: 400,
    title: 'the evidence record is not in the order of time',
    detail: `${where(place)} is of ${isoInstant(time)}, the one before of ${isoInstant(before)}: ${other}`,
  }),
  'record-token-refused': ({ fault, ...place }) => ({
    status: 400,
    title: 'a time-stamp of the evidence record does not count',
    detail: `${where(place)}: ${tokenProblem(fault)}`,
  }),
  'record-renewed-late': ({ standing, at, ...place }) => ({
    status: 400,
    title: 'the evidence record was not renewed in time',
    detail:
      `${where(place)} rests on ${standing.algorithm}, which ended ` +
      `${standing.until === undefined ? 'long ago' : `at ${isoInstant(standing.until)}`} ` +
      `by ${standing.source}, ` +
      `and was relied on until ${isoInstant(at)}: nothing renews it any more, look for other proof`,
  }),
}
