import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where Debian's package puts it. */
export const nginxProgram = '/usr/sbin/nginx'

/** Sees to Debian's nginx being there; a sentence saying why it is not, where it cannot be. */
export function installNginx(): string | undefined {
  if (existsSync(nginxProgram)) return undefined
  if (process.getuid?.() !== 0) return 'nginx is not installed, and only root may install it'
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...parameters: readonly string[]): boolean =>
    spawnSync('apt-get', parameters, { env: environment, stdio: 'ignore' }).status === 0
  const parameters = ['install', '-y', '--no-install-recommends', 'nginx-core']
  if (run(...parameters)) return undefined
  return run('update') && run(...parameters) ? undefined : 'nginx could not be installed from Debian'
}
