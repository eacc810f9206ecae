import type { DirectoryFault } from '#directory'
import type { DocumentFault } from '#document'
import type { OrganizationFault } from '#organization'
import type { ProtocolFault } from '#protocol'
import type { EvidenceFault, TimestampAnswerFault } from '#timestamp'
import type { Refusal } from '#unit'
import type { Language } from '#wording'
import { chineseLines } from './chinese-every.ts'
import type { Line } from './chinese-lines.ts'
import type { ApiFault } from './fault.ts'
import type { SigningFault } from './signing-port.ts'
import type { Told, Words } from './words.ts'
import { apiWords } from './words-api.ts'
import { type AuthorityKeyFault, authorityWords } from './words-authority.ts'
import { directoryWords } from './words-directory.ts'
import { documentWords } from './words-document.ts'
import { foundingWords, type UnitFoundingFault } from './words-founding.ts'
import { gatewayWords, type ServiceFault } from './words-gateway.ts'
import { type IdentityFault, identityWords } from './words-identity.ts'
import { organizationWords } from './words-organization.ts'
import { type CaseFault, procedureWords } from './words-procedure.ts'
import { protocolWords } from './words-protocol.ts'
import { type RecognitionFault, recognitionWords } from './words-recognition.ts'
import { signatureWords } from './words-signature.ts'
import { type TaskFault, taskWords } from './words-task.ts'
import { evidenceWords, timestampWords } from './words-timestamp.ts'
import { type TrustFault, trustWords } from './words-trust.ts'
import { type UnitRefusal, unitWords } from './words-unit.ts'
import { type AnyVisitFault, visitWords } from './words-visit.ts'

/** Every refusal that can reach a caller. A room that gains a kind of fault gains a line in its table. */
export type AnyRefusal =
  | AnyVisitFault
  | ApiFault
  | AuthorityKeyFault
  | CaseFault
  | DirectoryFault
  | DocumentFault
  | IdentityFault
  | OrganizationFault
  | ProtocolFault
  | RecognitionFault
  | ServiceFault
  | SigningFault
  | TaskFault
  | EvidenceFault
  | TimestampAnswerFault
  | TrustFault
  | UnitFoundingFault
  | UnitRefusal

/** Problem details (RFC 9457 §3.1). */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly [member: string]: unknown
}

const words: Words<AnyRefusal> = {
  ...apiWords,
  ...authorityWords,
  ...directoryWords,
  ...documentWords,
  ...foundingWords,
  ...gatewayWords,
  ...identityWords,
  ...organizationWords,
  ...procedureWords,
  ...protocolWords,
  ...recognitionWords,
  ...signatureWords,
  ...taskWords,
  ...timestampWords,
  ...evidenceWords,
  ...trustWords,
  ...unitWords,
  ...visitWords,
}

/** The stable part of a problem's type. */
const problemTypePrefix = 'urn:chancery:problem:'

/**
 * The one translation of refusals for callers, over HTTP and on the command line. `undefined` for a kind that
 * no table knows: then the unions above are not complete, which is a bug.
 */
export function problemOf(fault: Refusal, language: Language = 'en'): Problem | undefined {
  if (!isKnown(fault)) return undefined
  const { status, title, detail, members } = toldIn(fault, language)
  const told = { type: `${problemTypePrefix}${fault.kind}`, title, status, detail }
  // First for the order, last so that no evidence takes the place of the four.
  return { ...told, ...members, ...told }
}

function toldIn(fault: AnyRefusal, language: Language): Told {
  // Each line takes its own kind only; which one it is, the index says.
  const tell = words[fault.kind] as (fault: AnyRefusal) => Told
  const told = tell(fault)
  if (language === 'en') return told
  const tellInChinese = chineseLines[fault.kind] as (fault: AnyRefusal) => Line
  const [title, detail, members] = tellInChinese(fault)
  return { ...told, title, detail, members: { ...told.members, ...members } }
}

function isKnown(fault: Refusal): fault is AnyRefusal {
  return Object.hasOwn(words, fault.kind)
}

/** Every kind that has words. */
export const problemKinds: readonly string[] = Object.keys(words).sort()
