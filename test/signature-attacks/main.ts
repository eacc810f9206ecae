/** Tells every attack and its answer as the table of the docs: `node test/signature-attacks/main.ts`. */
import { attacks } from './attacks.ts'
import { rowOf } from './row.ts'

console.log(attacks.map(rowOf).join('\n'))
