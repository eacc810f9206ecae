import type { Figure } from './figure.ts'
import { measureCross } from './trust/cross.ts'
import { measureJoin, measureMemory } from './trust/mesh.ts'
import { measureValidate } from './trust/validate.ts'

export const figures: readonly Figure[] = [
  { name: 'trust.validate', run: measureValidate },
  { name: 'trust.cross', run: measureCross },
  { name: 'trust.memory', run: measureMemory },
  { name: 'trust.join', run: measureJoin },
]
