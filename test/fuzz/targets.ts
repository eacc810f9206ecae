import { cmsFormTargets } from './cms-form-targets.ts'
import { cmsTargets } from './cms-targets.ts'
import { derTargets } from './der-targets.ts'
import { formTargets } from './form-targets.ts'
import { pdfTargets } from './pdf-targets.ts'
import { protocolTargets } from './protocol-targets.ts'
import { recognitionTargets } from './recognition-targets.ts'
import { signatureTargets } from './signature-targets.ts'
import type { Target } from './target.ts'
import { textTargets } from './text-targets.ts'
import { timestampTargets } from './timestamp-targets.ts'
import { trustTargets } from './trust-targets.ts'

/** Every parser that is fuzzed, and what judges the data they give. */
export const targets: readonly Target[] = [
  ...derTargets,
  ...cmsTargets,
  ...textTargets,
  ...recognitionTargets,
  ...formTargets,
  ...cmsFormTargets,
  ...protocolTargets,
  ...signatureTargets,
  ...pdfTargets,
  ...timestampTargets,
  ...trustTargets,
]
