import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { nginxProgram } from './debian.ts'

const documentation = new URL('../../docs/proxies.md', import.meta.url)

/** What the documented configuration is run with. */
export interface NginxPlaces {
  /** A folder of its own. */
  readonly folder: string
  /** Where key and certificates lie. */
  readonly files: string
  readonly host: string
  readonly apiPort: number
  readonly upstreamPort: number
}

export interface Nginx {
  readonly port: number
  /** What it wrote of errors. */
  errors(): string
  stop(): Promise<void>
}

/** Debian's nginx with the configuration of `docs/proxies.md`, but for addresses and folders. */
export async function startNginx(places: NginxPlaces): Promise<Nginx> {
  const { folder } = places
  const port = await freePort()
  const main = join(folder, 'nginx.conf')
  writeFileSync(join(folder, 'permits.conf'), documented(places, port))
  writeFileSync(main, around(folder))
  const log = join(folder, 'error.log')
  const child = spawn(nginxProgram, ['-c', main, '-e', log], { stdio: 'ignore' })
  await listening(child, join(folder, 'nginx.pid'), log)
  return {
    port,
    errors: () => readFileSync(log, 'utf8'),
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGQUIT')
      await ended
    },
  }
}

/** The block marked `nginx`, each of whose places must be there to be put in another place. */
function documented({ files, host, apiPort, upstreamPort }: NginxPlaces, port: number): string {
  const block = /^```nginx\n([^]*?)^```$/m.exec(readFileSync(documentation, 'utf8'))?.[1] ?? ''
  const moves = [
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['/etc/chancery', files],
    ['permits.city.example', host],
    ['127.0.0.1:8444', `127.0.0.1:${apiPort}`],
    ['127.0.0.1:9000', `127.0.0.1:${upstreamPort}`],
  ] as const
  return moves.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`\`docs/proxies.md\` has no \`${from}\` in its nginx block`)
    return text.replaceAll(from, to)
  }, block)
}

function around(folder: string): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const temporary = paths.map((name) => `  ${name}_temp_path ${folder}/${name};\n`).join('')
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
${temporary}  include ${folder}/permits.conf;
}
`
}

async function listening(child: ChildProcess, pidFile: string, log: string): Promise<void> {
  const early = once(child, 'exit').then(() => {
    throw new Error(`nginx did not start: ${readFileSync(log, 'utf8')}`)
  })
  // nginx writes its number when the listeners stand.
  while (!existsSync(pidFile)) await Promise.race([wait(20), early])
  early.catch(() => undefined)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
