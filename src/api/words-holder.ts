import { isoInstant } from '#clock'
import type { RuleFault } from '#task'
import type { Words } from './words.ts'
import { trusteeText } from './words-trustee.ts'

type FaultOf<Kind extends RuleFault['kind']> = Extract<RuleFault, { readonly kind: Kind }>

type PeopleKind =
  | 'people-too-many'
  | 'people-too-few'
  | 'pair-differs'
  | 'person-absent'
  | 'training-missing'
  | 'person-without-key'

type DelegationKind =
  | 'not-delegable'
  | 'not-delegate'
  | 'not-delegator'
  | 'delegate-already'
  | 'delegates-too-many'
  | 'delegation-wider'

type EmergencyKind =
  | 'no-glass'
  | 'glass-broken-already'
  | 'glass-broken-too-often'
  | 'may-not-break'
  | 'grade-too-low'
  | 'second-unfit'
  | 'review-outstanding'

/** What is refused because of the people who hold, held or would hold a step. */
export type HolderFault = FaultOf<PeopleKind | DelegationKind | EmergencyKind>

/** What is refused of people because of who took other steps, or of their being there and trained. */
const peopleWords: Words<FaultOf<PeopleKind>> = {
  'people-too-many': ({ case: id, step, steps, people }) => ({
    status: 403,
    title: 'too many people',
    detail:
      `at most ${people} people may take \`${steps.join('`, `')}\` of case \`${id}\`: leave \`${step}\` ` +
      'to one who took another of them',
  }),
  'people-too-few': ({ case: id, step, steps, people }) => ({
    status: 403,
    title: 'too few people',
    detail:
      `at least ${people} people must take \`${steps.join('`, `')}\` of case \`${id}\`: leave \`${step}\` ` +
      'to one who took none of them',
  }),
  'pair-differs': ({ case: id, step, other, rule }) => ({
    status: 403,
    title: 'the people of two steps do not go together',
    detail: `${pairText[rule](step, other)} in case \`${id}\`: ask a colleague who fits`,
  }),
  'person-absent': ({ person }) => ({
    status: 403,
    title: 'the person is absent',
    detail: `\`${person}\` is recorded as absent: end the absence, or leave it to a substitute`,
  }),
  'training-missing': ({ case: id, step, training }) => ({
    status: 403,
    title: 'a training is missing',
    detail:
      `step \`${step}\` of case \`${id}\` asks for a current training \`${training}\`: have it recorded, ` +
      'or leave the step to somebody who has it',
  }),
  'person-without-key': ({ person }) => ({
    status: 409,
    title: 'the person has no certificate',
    detail: `\`${person}\` has no live certificate to bind the step to: name somebody who has`,
  }),
}

const pairText = {
  senior: (step: string, other: string) =>
    `whoever takes one of \`${step}\` and \`${other}\` must be of higher rank than the other's`,
  'same-office': (step: string, other: string) =>
    `whoever takes \`${step}\` must hold an office that whoever took \`${other}\` holds`,
  'different-office': (step: string, other: string) =>
    `whoever takes \`${step}\` may hold no office that whoever took \`${other}\` holds`,
  'same-unit': (step: string, other: string) =>
    `whoever takes \`${step}\` must be of the unit of whoever took \`${other}\``,
  'different-unit': (step: string, other: string) =>
    `whoever takes \`${step}\` may not be of the unit of whoever took \`${other}\``,
} as const

const delegationWords: Words<FaultOf<DelegationKind>> = {
  'not-delegable': ({ case: id, step, depthMax }) => ({
    status: 403,
    title: 'the step cannot be delegated',
    detail:
      depthMax === 0
        ? `step \`${step}\` of case \`${id}\` cannot be delegated: do it, or give it back`
        : `step \`${step}\` of case \`${id}\` can be delegated ${depthMax} deep: give it back instead`,
  }),
  'not-delegate': ({ case: id, step, delegate }) => ({
    status: 404,
    title: 'there is no such delegation',
    detail: `step \`${step}\` of case \`${id}\` is not delegated to \`${delegate}\`: nothing is to be ended`,
  }),
  'not-delegator': ({ case: id, step, person }) => ({
    status: 403,
    title: 'the delegation is not yours',
    detail:
      `what \`${person}\` was given of step \`${step}\` of case \`${id}\` is ended ` +
      'by whoever gave it, or by that person',
  }),
  'delegate-already': ({ case: id, step, person }) => ({
    status: 409,
    title: 'the person has the step already',
    detail: `\`${person}\` has a part in step \`${step}\` of case \`${id}\`: end that first to give another`,
  }),
  'delegates-too-many': ({ case: id, step, countMax }) => ({
    status: 409,
    title: 'the step has too many delegates',
    detail: `step \`${step}\` of case \`${id}\` has at most ${countMax} delegates: end one first`,
  }),
  'delegation-wider': ({ case: id, step, permission, until, end }) => ({
    status: 403,
    title: 'more than you have yourself',
    detail:
      permission !== undefined
        ? `of step \`${step}\` of case \`${id}\` you can give no \`${permission}\`, which you do not have: ` +
          'leave it out'
        : end === undefined
          ? `${isoInstant(until ?? 0)} is over: name a time that is to come`
          : `step \`${step}\` of case \`${id}\` is yours until ${isoInstant(end)} and no longer: name that ` +
            'time or one before it',
  }),
}

const emergencyWords: Words<FaultOf<EmergencyKind>> = {
  'no-glass': ({ case: id, step }) => ({
    status: 403,
    title: 'the step has no glass to break',
    detail:
      `the procedure names nobody who may take step \`${step}\` of case \`${id}\` in an emergency: ` +
      'leave it to those whom it is for',
  }),
  'glass-broken-already': ({ case: id, step }) => ({
    status: 409,
    title: 'the glass is broken already',
    detail: `somebody holds step \`${step}\` of case \`${id}\` in an emergency: speak to them`,
  }),
  'glass-broken-too-often': ({ case: id, step, countMax }) => ({
    status: 409,
    title: 'the glass was broken too often',
    detail: `the glass of step \`${step}\` of case \`${id}\` was broken ${countMax} times: have it reviewed`,
  }),
  'may-not-break': ({ case: id, step, by }) => ({
    status: 403,
    title: 'you may not break the glass',
    detail: `in an emergency step \`${step}\` of case \`${id}\` is taken by ${trusteeText(by)}: call one`,
  }),
  'grade-too-low': ({ step, wanted, grade }) => ({
    status: 403,
    title: 'the certificate is of too low a grade',
    detail:
      `in an emergency \`${step}\` asks for a certificate of grade \`${wanted}\`, and this one is ` +
      (grade === undefined ? 'of none' : `\`${grade}\``),
  }),
  'second-unfit': ({ person, tell }) => ({
    status: 409,
    title: 'the second person cannot be told',
    detail: `\`${person}\` is not another person of ${trusteeText(tell)} who is present: name one who is`,
  }),
  'review-outstanding': ({ case: id, step }) => ({
    status: 409,
    title: 'a review is outstanding',
    detail: `a glass was broken in case \`${id}\`: it cannot be closed before step \`${step}\` is done`,
  }),
}

/** What is refused because of the people who hold, held or would hold a step, in words. */
export const holderWords: Words<HolderFault> = { ...peopleWords, ...delegationWords, ...emergencyWords }
