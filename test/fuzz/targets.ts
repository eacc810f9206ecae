import { derTargets } from './der-targets.ts'
import type { Target } from './target.ts'
import { textTargets } from './text-targets.ts'

/** Every parser that is fuzzed. */
export const targets: readonly Target[] = [...derTargets, ...textTargets]
