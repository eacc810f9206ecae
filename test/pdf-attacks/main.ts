/**
 * Writes every attack into a folder, to try other programs on them, or tells them as the table of the docs:
 * `node test/pdf-attacks/main.ts [FOLDER]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fakeSigned } from '#pdf'
import { attacks } from './attacks.ts'
import { rowOf } from './row.ts'

const [, , folder] = argv
if (folder === undefined) console.log(attacks.map(rowOf).join('\n'))
else {
  mkdirSync(folder, { recursive: true })
  for (const { name, build } of attacks) writeFileSync(join(folder, name), build(fakeSigned))
  console.log(`${attacks.length} files in ${folder}`)
}
