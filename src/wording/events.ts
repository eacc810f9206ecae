import type { Event } from '#unit'
import { caseLines } from './case-events.ts'
import { identityLines } from './identity-events.ts'
import type { Language } from './language.ts'
import { organizationLines } from './organization-events.ts'
import { recognitionLines } from './recognition-events.ts'
import { documentLines, gatewayLines } from './service-events.ts'
import type { Sentence } from './told.ts'

const lines = {
  ...identityLines,
  ...organizationLines,
  ...recognitionLines,
  ...caseLines,
  ...documentLines,
  ...gatewayLines,
}

/** Every kind of event that is told here. */
export const eventKinds: readonly string[] = Object.keys(lines).sort()

/**
 * What an event of the record brought about, as one sentence without a full stop; people, offices and steps
 * are named by their identifiers in backticks. Of a kind that is not known here, as of a later version's
 * record, the kind itself.
 */
export function tellEvent(event: Event, language: Language): string {
  if (!isKnown(event.kind)) return event.kind
  // Each line takes its own kind only; which one it is, the index says.
  const line = lines[event.kind] as (event: Event) => Sentence
  const [en, zh] = line(event)
  return language === 'zh' ? zh : en
}

function isKnown(kind: string): kind is keyof typeof lines {
  return Object.hasOwn(lines, kind)
}
