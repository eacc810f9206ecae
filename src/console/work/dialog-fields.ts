import type { ShownStep } from './case.ts'

/** What is asked for before an act is signed. */
export type DialogField = 'completion' | 'person' | 'second' | 'reason' | 'part'

const fields: Readonly<Record<string, readonly DialogField[]>> = {
  'step.complete': ['completion'],
  'step.assign': ['person'],
  'step.delegate': ['person', 'part'],
  'step.break-glass': ['second', 'reason'],
  'step.suspend': ['reason'],
  'step.revoke': ['reason'],
  'case.cancel': ['reason'],
}

export function dialogFields(act: string): readonly DialogField[] {
  return fields[act] ?? []
}

/** Whether an act wants more than the case and the step it is about. */
export function needsDialog(act: string, step: ShownStep | undefined): boolean {
  const wanted = dialogFields(act)
  if (!wanted.includes('completion')) return wanted.length > 0
  return step !== undefined && step.outcomes.length + step.asks.length > 0
}
