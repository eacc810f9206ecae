import type { FormFault } from '#signature'
import type { SigningFault } from './signing-port.ts'
import { type Sentences, say, type Words } from './words.ts'
import { markProblem } from './words-mark.ts'

const formSentences: Sentences<FormFault> = {
  'parts-unfit': ({ form, parts }) => `${form} does not sign ${parts} files at once: take another form`,
  'part-not-whole': ({ name }) => `the octets of \`${name}\` are wanted: send the file`,
  'digest-missing': ({ name, algorithm }) => `the ${algorithm} of \`${name}\` is missing: send the file`,
  'form-unreadable': ({ form, problem }) =>
    `it is no ${form} that can be read (${problem}): send another file`,
  'signature-unknown': ({ id }) => `the file holds no signature \`${id}\`: look which there are`,
  'token-unreadable': ({ problem }) => `the time-stamp cannot be read (${problem}): send the same again`,
  'token-for-other': () => 'the time-stamp is over something else: send the same again',
  'content-other': ({ name }) => `\`${name}\` is not what the signature holds: send what was prepared`,
  'room-too-small': ({ octets, octetsMax }) =>
    `${octets} octets do not go in: there is room for ${octetsMax}`,
  'document-forbids': ({ problem }) => `the document itself forbids it: ${problem}`,
  'form-lacks': ({ form, what }) => `${form} has no ${what}: leave it out, or take another form`,
}

/** What signing over the API is refused for, in words. */
export const signatureWords: Words<SigningFault> = {
  'form-refused': ({ fault }) => ({
    status: 400,
    title: 'the document is not signed in this form',
    detail: say(formSentences, fault),
  }),
  'mark-refused': ({ fault }) => ({
    status: 400,
    title: 'the visible mark is not set',
    detail: markProblem(fault),
  }),
  'signed-octets-differ': () => ({
    status: 409,
    title: 'the octets were prepared for something else',
    detail: 'document and wishes give other octets than were signed: send what was prepared, with its `time`',
  }),
  'act-not-signing': ({ act }) => ({
    status: 400,
    title: 'the act signs nothing',
    detail: `\`${act}\` brings no signature onto the record: sign the act that came with the octets`,
  }),
  'document-differs': () => ({
    status: 409,
    title: 'the act is about another document',
    detail: 'the document has another digest than the act names: send the file that was prepared',
  }),
  'signatures-busy': ({ countMax }) => ({
    status: 503,
    title: 'too many documents are being signed',
    detail: `as many documents are in work as are kept in memory (${countMax}): try again in a moment`,
  }),
}
