import type { Attack } from './attack.ts'
import { certifiedAttacks } from './certified.ts'
import { forgeries } from './forgery.ts'
import { hiddenSignatures } from './hidden.ts'
import { savings } from './saving.ts'
import { shadows } from './shadow.ts'
import { structures } from './structure.ts'
import { wrappings } from './wrapping.ts'

/** Every attack on signed files, each a file with a name. */
export const attacks: readonly Attack[] = [
  ...forgeries,
  ...savings,
  ...wrappings,
  ...shadows,
  ...certifiedAttacks,
  ...hiddenSignatures,
  ...structures,
]
