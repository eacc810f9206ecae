import { isoInstant } from '#clock'
import type { TimestampAnswerFault } from '#timestamp'
import { say, type Words } from './words.ts'
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
