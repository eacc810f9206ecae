import { type Instant, isoInstant } from '#clock'
import type { OrganizationFault } from '#organization'
import type { Words } from './words.ts'

/** What the room of offices refuses, in words. */
export const organizationWords: Words<OrganizationFault> = {
  'office-known': ({ office }) => ({
    status: 409,
    title: 'the office exists already',
    detail: `there is an office \`${office}\`: use it, or take another name`,
  }),
  'office-unknown': ({ office }) => ({
    status: 404,
    title: 'there is no such office',
    detail:
      `the unit has no office \`${office}\`: look at \`/organization\`, or establish it first ` +
      '(`office.establish`)',
  }),
  'offices-full': ({ officesMax }) => ({
    status: 409,
    title: 'there are too many offices',
    detail: `a unit has at most ${officesMax} offices: use one there is`,
  }),
  'office-holders-full': ({ office, holdersMax }) => ({
    status: 409,
    title: 'the office has too many holders',
    detail: `\`${office}\` has ${holdersMax} holders, the most there can be: dismiss one first`,
  }),
  'person-unknown': ({ person }) => ({
    status: 404,
    title: 'the person is unknown',
    detail: `the unit knows no person \`${person}\`: register them first (\`POST /requests\`)`,
  }),
  'appointed-already': ({ person, office }) => ({
    status: 409,
    title: 'the person holds the office already',
    detail: `\`${person}\` holds \`${office}\` already: nothing is left to do`,
  }),
  'not-appointed': ({ person, office }) => ({
    status: 409,
    title: 'the person does not hold the office',
    detail: `\`${person}\` does not hold \`${office}\`: nothing is left to do`,
  }),
  'absence-for-people': ({ speaker }) => ({
    status: 403,
    title: 'only people are away',
    detail: `a ${speaker} holds no office here: whoever is to be away declares it with their own certificate`,
  }),
  'absence-past': ({ from, now }) => ({
    status: 409,
    title: 'the absence would have begun already',
    detail:
      `it is ${at(now)} and what was done since ${at(from)} stands: leave \`from\` out, ` +
      'and it begins now',
  }),
  'absence-empty': ({ from, until }) => ({
    status: 409,
    title: 'the absence would end before it begins',
    detail: `from ${at(from)} until ${at(until)} is no time: give a later \`until\``,
  }),
  'absence-far': ({ from, daysMax }) => ({
    status: 409,
    title: 'the absence lies too far ahead',
    detail: `${at(from)} is more than ${daysMax} days ahead: declare it later, or look at the year`,
  }),
  'absence-long': ({ from, until, daysMax }) => ({
    status: 409,
    title: 'the absence would be too long',
    detail:
      `with what it touches it would last from ${at(from)} until ${at(until)}, and an ` +
      `absence lasts at most ${daysMax} days: whoever is away longer is dismissed and appointed again`,
  }),
  'absence-known': ({ person, from, until }) => ({
    status: 409,
    title: 'the absence is known already',
    detail:
      `\`${person}\` is away from ${at(from)} until ${at(until)} already: nothing is ` +
      'left to do; to come back earlier, end it (`absence.end`) and declare what is left',
  }),
  'absences-full': ({ person, countMax }) => ({
    status: 409,
    title: 'too many absences are declared ahead',
    detail:
      `\`${person}\` has ${countMax} of them, the most there can be: withdraw one ` +
      '(`absence.end` with `from`)',
  }),
  'not-absent': ({ person, next }) => ({
    status: 409,
    title: 'the person is not away',
    detail: next
      ? `\`${person}\` is not away: to withdraw the absence ahead, give ${at(next)} as \`from\``
      : `\`${person}\` is not away: nothing is left to do`,
  }),
  'absence-unknown': ({ person, from }) => ({
    status: 404,
    title: 'no such absence is declared',
    detail: `none of \`${person}\` begins at ${at(from)} (one that runs has begun): look at \`/absences\``,
  }),
  'substitute-oneself': ({ person }) => ({
    status: 409,
    title: 'nobody stands in for himself',
    detail: `\`${person}\` cannot be away and stand in at once: name somebody else`,
  }),
  'substitute-appointed': ({ substitute, office }) => ({
    status: 409,
    title: 'the substitute holds the office already',
    detail: `\`${substitute}\` holds \`${office}\` and counts for it as it is: name somebody who does not`,
  }),
  'substitute-known': ({ person, substitute, office }) => ({
    status: 409,
    title: 'the substitute is named already',
    detail: `\`${substitute}\` stands in for \`${person}\` in \`${office}\` already: nothing is left to do`,
  }),
  'not-substitute': ({ person, substitute, office }) => ({
    status: 409,
    title: 'the person is not the substitute',
    detail:
      `\`${substitute}\` is not named to stand in for \`${person}\` in \`${office}\`: look at ` +
      '`/organization`',
  }),
  'substitutions-full': ({ substitute, countMax }) => ({
    status: 409,
    title: 'the substitute stands in for too many',
    detail: `\`${substitute}\` is named for ${countMax} already, the most there can be: name somebody else`,
  }),
  'training-over': ({ until, now }) => ({
    status: 409,
    title: 'the training would have lapsed already',
    detail: `it is ${at(now)}, and the training counts until ${at(until)}: give a later \`until\``,
  }),
  'training-long': ({ until, yearsMax }) => ({
    status: 409,
    title: 'the training would count for too long',
    detail: `${at(until)} is more than ${yearsMax} years ahead: look at the year, or renew it later`,
  }),
  'training-known': ({ person, training, until }) => ({
    status: 409,
    title: 'the training is known already',
    detail: `\`${training}\` of \`${person}\` counts until ${at(until)} already: nothing is left to do`,
  }),
  'training-unknown': ({ person, training }) => ({
    status: 404,
    title: 'the person has no such training',
    detail: `no training \`${training}\` counts for \`${person}\` now: nothing is left to do`,
  }),
  'trainings-full': ({ person, countMax }) => ({
    status: 409,
    title: 'the person has too many trainings',
    detail: `\`${person}\` has ${countMax} of them, the most there can be: withdraw one that nothing demands`,
  }),
}

function at(instant: Instant): string {
  return `\`${isoInstant(instant)}\``
}
