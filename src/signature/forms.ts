import { asicRow } from './asic.ts'
import { cadesRow } from './cades.ts'
import { jadesRow } from './jades.ts'
import type { SignatureFormRow } from './levels.ts'
import { padesRow } from './pades.ts'

/** Every form, by the names people give them. */
export const signatureForms: ReadonlyMap<string, SignatureFormRow> = new Map([
  ['cades', cadesRow],
  ['pades', padesRow],
  ['asic', asicRow],
  ['jades', jadesRow],
])
