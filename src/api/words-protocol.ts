import type { ProtocolFault } from '#protocol'
import type { Words } from './words.ts'

/** What questions of enforcement points are refused for, in words. */
export const protocolWords: Words<ProtocolFault> = {
  'access-question-malformed': ({ at, problem }) => ({
    status: 400,
    title: 'the question is malformed',
    detail: `\`${at}\`: ${problem}: ask in the form of AuthZEN Authorization API 1.0, see \`/openapi\``,
    members: { at },
  }),
  'evaluations-too-many': ({ count, countMax }) => ({
    status: 400,
    title: 'too many questions at once',
    detail: `there are ${count} evaluations and at most ${countMax} are taken: ask in several requests`,
    members: { countMax },
  }),
  'page-token-refused': ({ cause }) => ({
    status: 400,
    title: 'the page token does not fit',
    detail:
      cause === 'malformed'
        ? 'the token is none that was given here: search again without one'
        : 'the token was given for another question: repeat that one, or search without a token',
  }),
  'asker-not-entitled': ({ asker, cause }) => ({
    status: 403,
    title: 'you may not ask this',
    detail:
      cause === 'not-service'
        ? `\`${asker}\` is no service of this unit: ask with the certificate of a service`
        : `\`${asker}\` may ask about nobody else: ask about yourself, or with the certificate of a service`,
  }),
}
