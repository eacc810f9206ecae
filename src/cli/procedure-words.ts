import type { ProcedureTextFault } from '#task'

/** What is wrong with a procedure's text, in words that follow its line, column and key. */
export function procedureFaultWords(fault: ProcedureTextFault): string {
  switch (fault.kind) {
    case 'text-too-long':
      return `the text has ${fault.bytes} bytes, ${fault.bytesMax} at most are read`
    case 'not-yaml':
      return `this is not YAML: ${fault.problem}`
    case 'yaml-feature':
      return `a YAML ${fault.feature} is not taken: write it out`
    case 'bad-key':
      return 'this key is no plain text'
    case 'duplicate-key':
      return 'this key stands there twice'
    case 'unknown-key':
      return `\`${fault.name}\` is no key here`
    case 'missing-key':
      return 'this key is missing'
    case 'wrong-form':
      return `this wants ${fault.wanted}`
    case 'too-many':
      return `there are too many: ${fault.countMax} at most`
    case 'bad-duration':
      return `\`${fault.text}\` is no duration: write it as \`P3D\` or \`PT8H\``
    case 'bad-object':
      return `\`${fault.template}\` is no object: ${fault.problem}`
    case 'unknown-member':
      return `\`${fault.template}\` names \`${fault.member}\`, which is no required text of \`data\``
    case 'bad-pattern':
      return `this pattern is not taken: ${fault.problem}`
    case 'bad-condition':
      return `this condition is not understood: ${fault.problem}`
    case 'unknown-step':
      return `there is no step \`${fault.step}\``
    case 'condition-not-before':
      return `step \`${fault.step}\` need not have ended by then: name it in \`after\``
    case 'unknown-outcome':
      return `\`${fault.outcome}\` is no outcome of step \`${fault.step}\`: take ${quoted(fault.outcomes)}`
    case 'outcome-never-named':
      return `step \`${fault.step}\` ends with its last use, before an outcome can be named`
    case 'cycle':
      return `these steps wait for each other: ${[...fault.steps, fault.steps[0]].join(' → ')}`
    case 'contradiction':
      return `\`${fault.steps.join('` and `')}\` cannot be both the same person and different people`
    case 'use-not-permitted':
      return `step \`${fault.step}\` does not permit \`${fault.permission}\``
    case 'repeated':
      return `\`${fault.name}\` stands there twice`
    case 'unknown-office':
      return `there is no office \`${fault.office}\``
    default:
      return fault satisfies never
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' or ')
}
