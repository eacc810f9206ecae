import { asicAttacks } from './asic.ts'
import type { Attack } from './attack.ts'
import { cadesAttacks } from './cades.ts'
import { jadesAttacks } from './jades.ts'

/** Every attack on a signed file that is no PDF. */
export const attacks: readonly Attack[] = [...cadesAttacks, ...jadesAttacks, ...asicAttacks]
