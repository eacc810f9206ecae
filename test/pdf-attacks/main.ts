/**
 * Writes every attack into a folder, to try other programs on them, or tells them as the tables of the docs:
 * `node test/pdf-attacks/main.ts [FOLDER]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { allowed } from './allowed.ts'
import { attacks } from './attacks.ts'
import { allowedRow, rowOf } from './row.ts'
import { signWith, wei } from './signer.ts'

const [, , folder] = argv
if (folder === undefined) {
  console.log(attacks.map(rowOf).join('\n'))
  console.log(allowed.map(allowedRow).join('\n'))
} else {
  mkdirSync(folder, { recursive: true })
  const sign = signWith(wei)
  for (const { name, build } of attacks) writeFileSync(join(folder, name), build(sign))
  for (const { name, build } of allowed) writeFileSync(join(folder, name), build())
  console.log(`${attacks.length + allowed.length} files in ${folder}`)
}
