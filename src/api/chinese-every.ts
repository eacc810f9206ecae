import { apiLines } from './chinese-api.ts'
import { authorityLines } from './chinese-authority.ts'
import { directoryLines } from './chinese-directory.ts'
import { documentLines } from './chinese-document.ts'
import { foundingLines } from './chinese-founding.ts'
import { gatewayLines } from './chinese-gateway.ts'
import { identityLines } from './chinese-identity.ts'
import type { Lines } from './chinese-lines.ts'
import { organizationLines } from './chinese-organization.ts'
import { procedureLines } from './chinese-procedure.ts'
import { protocolLines } from './chinese-protocol.ts'
import { recognitionLines } from './chinese-recognition.ts'
import { signatureLines } from './chinese-signature.ts'
import { taskLines } from './chinese-task.ts'
import { evidenceLines, timestampLines } from './chinese-timestamp.ts'
import { trustLines } from './chinese-trust.ts'
import { unitLines } from './chinese-unit.ts'
import { visitLines } from './chinese-visit.ts'
import type { AnyRefusal } from './problem.ts'

/** Every refusal that can reach a caller, in Chinese. */
export const chineseLines: Lines<AnyRefusal> = {
  ...apiLines,
  ...authorityLines,
  ...directoryLines,
  ...documentLines,
  ...foundingLines,
  ...gatewayLines,
  ...identityLines,
  ...organizationLines,
  ...procedureLines,
  ...protocolLines,
  ...recognitionLines,
  ...signatureLines,
  ...taskLines,
  ...evidenceLines,
  ...timestampLines,
  ...trustLines,
  ...unitLines,
  ...visitLines,
}
