import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { cadesOurs } from './cades-ours.ts'
import { cadesTheirs } from './cades-theirs.ts'
import { commandLine } from './command-line.ts'
import { containers } from './containers.ts'
import { openDesk } from './desk.ts'
import type { Findings } from './findings.ts'
import { jws } from './jws.ts'
import { pdfs } from './pdfs.ts'
import { pkcs12 } from './pkcs12.ts'
import { timestamps } from './time-stamps.ts'
import { ask } from './tool.ts'
import { InteropUnit } from './unit.ts'

/** How each program says which one it is. */
const versions = [
  ['openssl', 'version'],
  ['pdfsig', '-v'],
  ['qpdf', '--version'],
  ['certtool', '--version'],
] as const

/** Signatures, time-stamps and keys made here, read by others' programs; and theirs, read here. */
export async function signatures(folder: string, findings: Findings): Promise<void> {
  const unit = await InteropUnit.open(folder)
  try {
    const own = join(folder, 'desk')
    await mkdir(own)
    for (const [program, option] of versions) {
      findings.told(ask(program, [option], own).text.split('\n')[0] ?? program)
    }
    const at = { address: unit.node.public, authorityPem: unit.authority }
    const desk = await openDesk(own, findings, at)
    await cadesOurs(desk)
    cadesTheirs(desk)
    await timestamps(desk)
    await pdfs(desk)
    await containers(desk)
    await jws(desk)
    pkcs12(desk)
    await commandLine(desk, unit)
  } finally {
    await unit.node.end('SIGTERM')
  }
}
