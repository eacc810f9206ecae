import { isoInstant } from '#clock'
import type { FoundingFault, ProcedureFault } from '#procedure'
import type { ProcedureTextFault } from '#task'
import { type Sentences, say, type Words } from './words.ts'
import { lodgingWords } from './words-lodging.ts'
import { strandingWords } from './words-stranding.ts'
import type { TaskFault } from './words-task.ts'

/** What the room of procedures refuses, beside what it passes on of the engine. */
export type CaseFault = Exclude<FoundingFault | ProcedureFault, TaskFault>

const textSentences: Sentences<ProcedureTextFault> = {
  'text-too-long': ({ bytes, bytesMax }) => `the text has ${bytes} bytes, at most ${bytesMax} are read`,
  'not-yaml': ({ problem }) => `this is not YAML: ${problem}`,
  'yaml-feature': ({ feature }) => `a YAML ${feature} is not taken: write it out`,
  'hidden-character': ({ code }) => `the character ${code} is not seen, but changes what is: leave it out`,
  'bad-key': () => 'this key is no plain text',
  'duplicate-key': () => 'this key stands there twice',
  'unknown-key': ({ name }) => `\`${name}\` is no key here`,
  'missing-key': () => 'this key is missing',
  'wrong-form': ({ wanted }) => `this wants ${wanted}`,
  'too-many': ({ countMax }) => `there are too many: at most ${countMax}`,
  'bad-duration': ({ text }) => `\`${text}\` is no duration: write it as \`P3D\` or \`PT8H\``,
  'bad-object': ({ template, problem }) => `\`${template}\` is no object: ${problem}`,
  'unknown-member': ({ template, member }) =>
    `\`${template}\` names \`${member}\`, which is no required text of \`data\``,
  'bad-pattern': ({ problem }) => `this pattern is not taken: ${problem}`,
  'bad-condition': ({ problem }) => `this condition is not understood: ${problem}`,
  'unknown-step': ({ step }) => `there is no step \`${step}\``,
  'condition-not-before': ({ step }) => `step \`${step}\` need not have ended by then: name it in \`after\``,
  'unknown-outcome': ({ step, outcome, outcomes }) =>
    `\`${outcome}\` is no outcome of step \`${step}\`: take \`${outcomes.join('`, `')}\``,
  'outcome-never-named': ({ step }) =>
    `step \`${step}\` ends with its last use, before an outcome can be named`,
  cycle: ({ steps }) => `these steps wait for each other: ${[...steps, steps[0]].join(' → ')}`,
  contradiction: ({ steps }) =>
    `\`${steps.join('` and `')}\` cannot be both the same person and different people`,
  'use-not-permitted': ({ step, permission }) => `step \`${step}\` does not permit \`${permission}\``,
  repeated: ({ name }) => `\`${name}\` stands there twice`,
  'unknown-office': ({ office }) => `there is no office \`${office}\``,
  'self-tie': ({ step }) => `step \`${step}\` is tied to itself: name another`,
  'opener-public': ({ step }) =>
    `step \`${step}\` is only for whoever opened the case, and a citizen takes no steps: name others in ` +
    '`by` as well, or leave `public` out of `opened-by`',
  'never-taken': ({ step }) => `whatever is decided, step \`${step}\` is never taken`,
  'loop-no-way': ({ from, to }) => `no way of \`after\` leads from \`${to}\` to \`${from}\``,
  'loop-release': ({ release, body }) =>
    `\`${release}\` is not run again in this loop: take one of \`${body.join('`, `')}\``,
  'loop-condition': ({ step, from }) =>
    `\`${step}\` does not decide here: ask for the outcome of \`${from}\` alone`,
  'loop-endless': ({ from }) => `no outcome of \`${from}\` leads out of the loop`,
  'loop-idle': ({ from }) => `no outcome of \`${from}\` leads back`,
  'loop-leaks': ({ inside, outside }) =>
    `\`${outside}\`, outside the loop, is tied to \`${inside}\`, which is run again: ` +
    'tie it to the last step',
  'loops-overlap': ({ from }) =>
    `this loop and that from \`${from}\` share some steps: let one hold the other, or neither`,
  'loops-ambiguous': ({ from, outcome }) =>
    `\`${outcome}\` of \`${from}\` begins a round of two loops: let one of them ask for another outcome`,
  'review-missing': ({ step }) => `nothing reviews the broken glass of \`${step}\`: add a step that does`,
  'review-twice': ({ step }) => `more than one step reviews \`${step}\``,
  'review-of-none': ({ step }) => `step \`${step}\` has no \`break-glass\` to review`,
  'review-tied': ({ step }) =>
    `\`${step}\` is a review: it opens by what it reviews, and nothing else is tied to it`,
  'glass-too-long': ({ hoursMax }) => `an emergency lasts at most ${hoursMax} hours`,
  'glass-bound': ({ step }) =>
    `the person of \`${step}\` is bound by \`same-person\`, so nobody else can take it in an emergency`,
  'delegation-bound': ({ step }) =>
    `the person of \`${step}\` is bound by \`same-person\`, so it cannot be delegated`,
  'people-too-many': ({ people, steps }) => `${people} people cannot be found in ${steps} steps`,
  'senior-cycle': ({ steps }) => `nobody is senior to himself: ${[...steps, steps[0]].join(' → ')}`,
  'too-entangled': () =>
    'whether any people could finish it was not found out in the time for that: bind fewer steps',
  'never-completable': ({ steps, constraints }) =>
    `whatever people there are, \`${steps.join('`, `')}\` cannot be taken under ` +
    (constraints.length === 0 ? 'any' : `constraint ${constraints.map((at) => at + 1).join(' and ')}`),
}

/** What is wrong with a procedure's text at one place, without the place; half a sentence. */
export function procedureTextProblem(fault: ProcedureTextFault): string {
  return say<ProcedureTextFault>(textSentences, fault)
}

/** A fault of a procedure's text as clients are told it: where, and what is wrong in words. */
export function textFaultTold(fault: ProcedureTextFault): object {
  const { line, column, key } = fault
  return { line, column, key, problem: procedureTextProblem(fault) }
}

/** What the room of procedures refuses, in words. */
export const procedureWords: Words<CaseFault> = {
  ...strandingWords,
  'no-step': ({ permission, object, openSteps }) => ({
    status: 403,
    title: 'no step of a case permits this now',
    detail:
      openSteps.length > 0
        ? `no step of yours permits \`${permission}\` on \`${object}\`: claim ` +
          openSteps.map((open) => `step \`${open.step}\` of case \`${open.case}\``).join(' or ')
        : `no step of yours permits \`${permission}\` on \`${object}\`: open a case of a procedure ` +
          'that has such a step, see `/procedures`',
    members: { permission, object, openSteps },
  }),
  'several-steps': ({ permission, object, steps }) => ({
    status: 409,
    title: 'several steps permit this',
    detail:
      `more than one step of yours permits \`${permission}\` on \`${object}\`: name in \`under\` the ` +
      'one you ' +
      'act by',
    members: { steps },
  }),
  'case-unknown': ({ case: id }) => ({
    status: 404,
    title: 'there is no such case',
    detail: `there is no case \`${id}\`: look at \`/cases\` for yours`,
  }),
  'not-yours': ({ case: id }) => ({
    status: 403,
    title: 'the case is not yours',
    detail:
      `case \`${id}\` is shown to who opened it and who has or may have a step of it: ask for a step that ` +
      `permits \`case.read\` on \`case/${id}\``,
  }),
  'procedure-text': ({ procedure, faults }) => ({
    status: 400,
    title: 'the text of the procedure is refused',
    detail: procedureTextDetail(procedure, faults),
    members: {
      faults: faults.map(textFaultTold),
    },
  }),
  'procedure-unknown': ({ procedure }) => ({
    status: 404,
    title: 'there is no such procedure',
    detail: `there is no procedure \`${procedure}\`: look at \`/procedures\` for the ones there are`,
  }),
  'version-unknown': ({ procedure, digest }) => ({
    status: 404,
    title: 'there is no such version',
    detail:
      `\`${procedure}\` never had a text with the digest \`${digest}\`: look at ` +
      `\`/procedures/${procedure}/versions\` for those it had`,
  }),
  'draft-missing': ({ case: id, procedure }) => ({
    status: 409,
    title: 'nothing drafted',
    detail: `nothing was drafted for \`${procedure}\` in case \`${id}\`: draft the text in it first`,
  }),
  'draft-differs': ({ case: id, drafted }) => ({
    status: 409,
    title: 'another draft',
    detail: `the draft of case \`${id}\` has the digest \`${drafted}\`: read it, and adopt that one or none`,
  }),
  'procedure-misnamed': ({ named, inText }) => ({
    status: 400,
    title: 'the procedure has two names',
    detail: `the act names \`${named}\` and the text \`${inText}\`: let both say the same`,
  }),
  'procedure-unchanged': ({ procedure }) => ({
    status: 409,
    title: 'the procedure is adopted already',
    detail: `\`${procedure}\` has this very text already: nothing is left to do`,
  }),
  'procedures-too-many': ({ countMax }) => ({
    status: 409,
    title: 'there are too many procedures',
    detail: `a unit has at most ${countMax} procedures: adopt a new text for one there is`,
  }),
  'cases-too-many': ({ open, countMax }) => ({
    status: 429,
    title: 'you have too many open cases',
    detail: `there are ${open} open cases of yours, at most ${countMax} may be: finish or cancel one first`,
  }),
  'epoch-over': ({ case: id, step }) => ({
    status: 409,
    title: 'the step has changed',
    detail: `step \`${step}\` of case \`${id}\` has changed since the use was asked for: ask again`,
  }),
  'not-counted': ({ case: id, step, permission }) => ({
    status: 400,
    title: 'the permission is not counted',
    detail: `step \`${step}\` of case \`${id}\` does not count \`${permission}\`: use it without counting`,
  }),
  'step-of-node': ({ case: id, step }) => ({
    status: 403,
    title: 'the step is the node’s own',
    detail:
      `by step \`${step}\` of case \`${id}\` the node keeps time for everybody: ` +
      'an operator can cancel the case instead',
  }),
  'not-suspended': ({ case: id, step }) => ({
    status: 409,
    title: 'the step is not suspended',
    detail: `nobody suspended step \`${step}\` of case \`${id}\`: nothing is to be restored`,
  }),
  'nothing-due': ({ next }) => ({
    status: 409,
    title: 'nothing is due',
    detail:
      next === undefined
        ? 'no window of a step is running: nothing is to be done'
        : `the next window ends at ${isoInstant(next)}: come back then`,
  }),
  ...lodgingWords,
  'procedure-repeated': ({ procedure }) => ({
    status: 400,
    title: 'a procedure is there twice',
    detail: `two texts of the founding are named \`${procedure}\`: leave one out`,
  }),
  'announcement-repeated': ({ digest }) => ({
    status: 400,
    title: 'a procedure is announced twice',
    detail: `the founding has the text with the digest \`${digest}\` twice: leave one out`,
  }),
  'procedure-unannounced': ({ digest, due }) => ({
    status: 400,
    title: 'the founding announced another procedure',
    detail:
      `the text with the digest \`${digest}\` is not the next that entry 0 announced: ` +
      (due === null ? 'that was the last' : `bring the one with \`${due}\``),
  }),
  'duty-missing': ({ procedure }) => ({
    status: 400,
    title: "the node's duty is missing",
    detail: `the founding needs a procedure \`${procedure}\` with a first step for the node: add it`,
  }),
}

function procedureTextDetail(name: string | undefined, faults: readonly ProcedureTextFault[]): string {
  const [first, ...more] = faults
  const what = name === undefined ? 'the procedure' : `the procedure \`${name}\``
  if (!first) return `${what} cannot be read: write it anew`
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  const place = `line ${first.line}${first.key === '' ? '' : `, key \`${first.key}\``}`
  return `${what}, ${place}: ${procedureTextProblem(first)}${others}; correct it`
}
