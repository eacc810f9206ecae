import type { FoundingFault } from '#founding'
import { say, type Words } from './words.ts'
import { formProblem, pathSentences } from './words-certificate.ts'
import type { CaseFault } from './words-procedure.ts'

/** What the founding of a unit refuses, beside what it passes on of the room of procedures. */
export type UnitFoundingFault = Exclude<FoundingFault, CaseFault>

/** What the founding of a unit refuses, in words. */
export const foundingWords: Words<UnitFoundingFault> = {
  'unit-founded-already': ({ name }) => ({
    status: 409,
    title: 'the unit is founded already',
    detail: `this unit was founded as \`${name}\`: found another one with a store of its own`,
  }),
  'founding-unfinished': ({ missing }) => ({
    status: 409,
    title: 'the unit is not wholly founded',
    detail: `the founding lacks ${missing} procedures that entry 0 announced: add them before anything else`,
  }),
  'founding-over': () => ({
    status: 409,
    title: 'the founding is over',
    detail:
      'nothing that entry 0 announced is missing: open a case of `change-procedure` for another procedure',
  }),
  'suite-unknown': ({ suite }) => ({
    status: 400,
    title: 'the suite is unknown',
    detail: `\`${suite}\` is no suite of algorithms: see \`chancery found --help\``,
  }),
  'founding-certificate': ({ which, fault }) => ({
    status: 400,
    title: 'a certificate of the founding is refused',
    detail:
      `the ${which} certificate is refused: ` +
      (fault.kind === 'not-base64' ? 'it is not base64' : formProblem(fault)),
  }),
  'founding-path': ({ which, fault }) => ({
    status: 400,
    title: 'a certificate of the founding has no path',
    detail:
      `no path leads to the ${which} certificate: ` +
      (fault.kind === 'unknown' ? 'the search was given up' : say(pathSentences, fault)),
  }),
  'founding-name': ({ which, expected }) => ({
    status: 400,
    title: 'a certificate of the founding names another',
    detail: `the ${which} certificate does not name \`${expected}\`: issue it for that name`,
  }),
  'founding-grade': ({ which, expected }) => ({
    status: 400,
    title: 'a certificate of the founding is of another grade',
    detail: `the ${which} certificate is not of grade \`${expected}\`: issue it with the policies of that`,
  }),
}
