import type { CmsFault } from '#cms'
import { type Sentences, say } from './words.ts'

const cmsSentences: Sentences<CmsFault> = {
  'not-der': ({ fault }) => `it is not strict DER (\`${fault.kind}\` at octet ${fault.offset})`,
  'content-type-unexpected': ({ expected, found }) =>
    `it holds content of type ${found}, where ${expected} is expected`,
  'version-unsupported': ({ version }) => `its version ${version} is not one that is taken`,
  'too-many': ({ what, count, countMax }) => `it has ${count} ${what}, at most ${countMax} are taken`,
  'attribute-duplicate': ({ type }) => `the attribute ${type} is there twice`,
  'attribute-values': ({ type, count }) => `the attribute ${type} has ${count} values in place of one`,
  'attribute-malformed': ({ type, fault }) => `the attribute ${type} is malformed: ${cmsProblem(fault)}`,
  'digest-unknown': () => 'its digest algorithm is not known',
  'digest-length': ({ length, lengthDue }) =>
    `a digest has ${length} octets, by its algorithm it would have ${lengthDue}`,
  'encryption-unsupported': () => 'it proves what was encrypted, which cannot be followed here',
  'ocsp-unanswered': ({ status }) => `it is an OCSP response without an answer (status ${status})`,
}

/** What is wrong with a signed message, attribute or time-stamp by itself, as half a sentence. */
export function cmsProblem(fault: CmsFault): string {
  return say(cmsSentences, fault)
}
