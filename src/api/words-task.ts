import { isoInstant } from '#clock'
import type { CompletionFault, DataFault, RuleFault, StepFault } from '#task'
import type { Words } from './words.ts'
import { holderWords } from './words-holder.ts'
import { trusteeText } from './words-trustee.ts'

/** What the engine of cases refuses. */
export type TaskFault = CompletionFault | DataFault | RuleFault | StepFault

/** What a state means for whoever wants another. */
const meaning = {
  dormant: 'it waits for other steps',
  invoked: 'nobody has taken it',
  valid: 'somebody holds it',
  hold: 'it was stopped for a while',
  invalid: 'it is over',
} as const

/** What the engine of cases refuses, in words. */
export const taskWords: Words<TaskFault> = {
  'case-not-open': ({ case: id, state }) => ({
    status: 409,
    title: 'the case is not open',
    detail: `case \`${id}\` is ${state}: open a new one`,
  }),
  'step-state': ({ case: id, step, state, end, wanted }) => ({
    status: 409,
    title: 'the step is in another state',
    detail:
      `step \`${step}\` of case \`${id}\` is ${state}${end === undefined ? '' : ` (${end})`}, not ` +
      `${wanted.join(' or ')}: ${meaning[state]}; look at \`/cases/${id}\` for what can be done now`,
  }),
  'step-unknown': ({ case: id, step }) => ({
    status: 404,
    title: 'the case has no such step',
    detail: `case \`${id}\` has no step \`${step}\`: look at \`/cases/${id}\` for its steps`,
  }),
  'window-over': ({ case: id, step, deadline }) => ({
    status: 403,
    title: 'the window of the step is over',
    detail: `step \`${step}\` of case \`${id}\` was to be done by ${isoInstant(deadline)}: open a new case`,
  }),
  'window-not-over': ({ case: id, step }) => ({
    status: 409,
    title: 'the window of the step is not over',
    detail: `step \`${step}\` of case \`${id}\` still has time: nothing is to be done`,
  }),
  'not-executor': ({ case: id, step }) => ({
    status: 403,
    title: 'somebody else holds the step',
    detail: `step \`${step}\` of case \`${id}\` is not yours: ask whoever holds it, or claim one of your own`,
  }),
  'other-key': ({ case: id, step }) => ({
    status: 403,
    title: 'the step is bound to another key of yours',
    detail:
      `step \`${step}\` of case \`${id}\` was taken with another key: use that one, or hold and ` +
      'resume the step with this one',
  }),
  'step-taken': ({ case: id, step, executor }) => ({
    status: 409,
    title: 'the step is taken',
    detail:
      `${executor ? `\`${executor.id}\`` : 'somebody'} has taken step \`${step}\` of case \`${id}\`: ` +
      'nothing is left to claim',
  }),
  'may-not-open': ({ procedure, openedBy }) => ({
    status: 403,
    title: 'you may not open this procedure',
    detail: `\`${procedure}\` is opened by ${trusteeText(openedBy)}: ask one of them to open the case`,
  }),
  'not-trustee': ({ case: id, step, by, person }) => ({
    status: 403,
    title: person === undefined ? 'you may not take this step' : 'the person may not take this step',
    detail:
      `step \`${step}\` of case \`${id}\` is for ${trusteeText(by)}: ` +
      (person === undefined
        ? 'ask one of them to take it'
        : `\`${person}\` is not one of them, name one who is`),
  }),
  'separation-of-duty': ({ case: id, step, other }) => ({
    status: 403,
    title: 'another person must take this step',
    detail: `whoever took step \`${other}\` of case \`${id}\` may not take \`${step}\` too: ask a colleague`,
  }),
  'binding-of-duty': ({ case: id, step, other }) => ({
    status: 403,
    title: 'the same person must take this step',
    detail: `only whoever took step \`${other}\` of case \`${id}\` may take \`${step}\`: leave it to them`,
  }),
  ...holderWords,
  'rounds-spent': ({ step, to, rounds }) => ({
    status: 409,
    title: 'it has been run as often as it may',
    detail:
      `this outcome of \`${step}\` leads back to \`${to}\`, and ${rounds} rounds are run, which are all: ` +
      'decide for another outcome',
  }),
  'step-stopped': ({ case: id, step, by }) => ({
    status: 409,
    title: 'the step is stopped',
    detail:
      by === 'supervisor'
        ? `step \`${step}\` of case \`${id}\` was suspended: ask who suspended it`
        : `step \`${step}\` of case \`${id}\` waits for another step that has to be held with it or ` +
          `before it: look at \`/cases/${id}\``,
  }),
  'may-not-assign': ({ case: id, step, by }) => ({
    status: 403,
    title: 'you may not give out this step',
    detail:
      `step \`${step}\` of case \`${id}\` is given out by ` +
      (by ? trusteeText(by) : 'the layer above once it is overdue') +
      ': leave it to them',
  }),
  'may-not-cancel': ({ case: id }) => ({
    status: 403,
    title: 'you may not cancel the case',
    detail: `case \`${id}\` is cancelled by who opened it or holds a step of it: ask one of them`,
  }),
  'uses-spent': ({ case: id, step, permission, uses }) => ({
    status: 403,
    title: 'the permission is used up',
    detail:
      `step \`${step}\` of case \`${id}\` gave \`${permission}\` ${uses} times, and all are used: ` +
      'open a new case',
  }),
  'permission-not-in-step': ({ case: id, step, permission }) => ({
    status: 403,
    title: 'the step does not give this permission',
    detail: `step \`${step}\` of case \`${id}\` does not permit \`${permission}\`: name a step that does`,
  }),
  'object-not-in-step': ({ case: id, step, object, objects }) => ({
    status: 403,
    title: 'the step is for other objects',
    detail:
      `step \`${step}\` of case \`${id}\` is for \`${objects.join('`, `')}\`, not \`${object}\`: ` +
      'open a case for that one',
  }),
  'outcome-missing': ({ step, outcomes }) => ({
    status: 400,
    title: 'the outcome is missing',
    detail: `completing \`${step}\` takes an outcome: name one of \`${outcomes.join('`, `')}\``,
    members: { outcomes },
  }),
  'outcome-unknown': ({ step, outcome, outcomes }) => ({
    status: 400,
    title: 'the outcome is not one of the step',
    detail:
      outcomes.length === 0
        ? `\`${step}\` has no outcomes: complete it without one`
        : `\`${outcome}\` is no outcome of \`${step}\`: name one of \`${outcomes.join('`, `')}\``,
    members: { outcomes },
  }),
  ...dataWords(),
}

function dataWords(): Words<DataFault> {
  return {
    'data-missing': ({ member, type }) => ({
      status: 400,
      title: 'data are missing',
      detail: `\`${member}\` is missing: give it as a ${type}`,
    }),
    'data-unknown': ({ member, declared }) => ({
      status: 400,
      title: 'data are not asked for',
      detail:
        declared.length === 0
          ? `\`${member}\` is not asked for: give no data`
          : `\`${member}\` is not asked for: give \`${declared.join('`, `')}\``,
    }),
    'data-type': ({ member, type }) => ({
      status: 400,
      title: 'data are of the wrong type',
      detail: `\`${member}\` is not a ${type}: give it as one`,
    }),
    'data-too-long': ({ member, lengthMax }) => ({
      status: 400,
      title: 'data are too long',
      detail: `\`${member}\` has more than ${lengthMax} characters: name the thing, keep its text elsewhere`,
    }),
    'data-pattern': ({ member, pattern }) => ({
      status: 400,
      title: 'data are of the wrong form',
      detail: `\`${member}\` does not have the form \`${pattern}\`: correct it`,
    }),
    'data-not-in-object': ({ member }) => ({
      status: 400,
      title: 'data cannot name an object',
      detail: `\`${member}\` becomes the name of an object: use letters, digits and \`. _ : @ ~ -\` only`,
    }),
    'object-too-long': ({ template, lengthMax }) => ({
      status: 400,
      title: 'the name of an object is too long',
      detail: `\`${template}\` would have more than ${lengthMax} characters: give shorter data`,
    }),
  }
}
