import { isoInstant } from '#clock'
import type { LodgingFault } from '#procedure'
import type { Words } from './words.ts'

/** Why a citizen's case is not opened, or not shown, in words. */
export const lodgingWords: Words<LodgingFault> = {
  'wish-malformed': ({ at, problem }) => ({
    status: 400,
    title: 'what was lodged is no wish to open a case',
    detail:
      `\`${at}\`: ${problem}; send \`case.open\` in an envelope, signed with a key of your own ` +
      'that it names',
  }),
  'wish-signature-wrong': () => ({
    status: 403,
    title: 'the signature is wrong',
    detail: 'the key that the wish names did not sign it: fill in the form anew and send it as it is',
  }),
  'wish-elsewhere': ({ asked }) => ({
    status: 403,
    title: 'the wish is for another unit',
    detail: `it was signed for the unit with the key \`${asked}\`: lodge it there, or sign one for this unit`,
  }),
  'wish-time-off': ({ time, now, toleranceMilliseconds }) => ({
    status: 403,
    title: 'the time of the wish is too far off',
    detail:
      `it was signed at ${isoInstant(time)} and it is ${isoInstant(now)} here, more than ` +
      `${toleranceMilliseconds / 60_000} minutes apart: set your clock and sign it anew`,
    members: { time: isoInstant(time), now: isoInstant(now) },
  }),
  'wish-repeated': ({ lodging }) => ({
    status: 409,
    title: 'it was lodged before',
    detail: `a wish with this identifier opened a case already: follow it at \`/lodgings/${lodging}\``,
    members: { lodging },
  }),
  'wish-key-known': () => ({
    status: 403,
    title: 'you have a certificate',
    detail: 'the key is known to this unit: open the case in your own name with `case.open`',
  }),
  'wish-hidden': ({ member, code }) => ({
    status: 400,
    title: 'a character is not seen',
    detail: `\`${member}\` has the character ${code}, which changes how others are shown: leave it out`,
    members: { member, code },
  }),
  'lodgings-full': ({ open, countMax }) => ({
    status: 503,
    title: 'too many cases wait',
    detail:
      `at most ${countMax} cases of citizens may be open, and ${open} are: come back another day, ` +
      'or bring it to the office',
  }),
  'lodging-unknown': ({ lodging }) => ({
    status: 404,
    title: 'no case was lodged like this',
    detail: `nobody lodged \`${lodging}\` here: look at the receipt for the identifier, and for the unit`,
  }),
}
