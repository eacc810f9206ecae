import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where Debian's package puts it. */
export const nginxProgram = '/usr/sbin/nginx'

/** Programs that signatures are held against, and the packages of Debian they are in. */
const signatureTools: readonly (readonly [string, string])[] = [
  ['/usr/bin/openssl', 'openssl'],
  ['/usr/bin/pdfsig', 'poppler-utils'],
  ['/usr/bin/qpdf', 'qpdf'],
  ['/usr/bin/certtool', 'gnutls-bin'],
  ['/usr/bin/certutil', 'libnss3-tools'],
  ['/usr/bin/unzip', 'unzip'],
  ['/usr/bin/zip', 'zip'],
]

/** Sees to Debian's nginx being there; a sentence saying why it is not, where it cannot be. */
export function installNginx(): string | undefined {
  return install([[nginxProgram, 'nginx-core']])
}

/** Sees to the programs that read and make signatures. */
export function installSignatureTools(): string | undefined {
  return install(signatureTools)
}

/** Installs the packages of those programs that are not there. */
function install(programs: readonly (readonly [string, string])[]): string | undefined {
  const missing = programs.filter(([program]) => !existsSync(program)).map(([, name]) => name)
  if (missing.length === 0) return undefined
  const names = missing.join(', ')
  if (process.getuid?.() !== 0) return `not installed, and only root may install: ${names}`
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...parameters: readonly string[]): boolean =>
    spawnSync('apt-get', parameters, { env: environment, stdio: 'ignore' }).status === 0
  const parameters = ['install', '-y', '--no-install-recommends', ...missing]
  if (run(...parameters)) return undefined
  return run('update') && run(...parameters) ? undefined : `could not be installed from Debian: ${names}`
}
