import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MeasuredProcess } from '../gate/measured-process.ts'

const program = '/usr/sbin/nginx'

/** nginx at work as a gate. */
export interface Nginx {
  readonly version: string
  readonly port: number
  /** The processes that do the work. */
  readonly workers: readonly number[]
  stop(): Promise<void>
}

/**
 * Starts Debian's nginx on a configuration of its own in `folder`, installing it first where that is
 * allowed; a sentence saying why not where it is not.
 */
export async function startNginx(
  folder: string,
  servicePort: number,
  decisionPort: number,
): Promise<Nginx | string> {
  const missing = install()
  if (missing !== undefined) return missing
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, port, servicePort, decisionPort))
  const master = new MeasuredProcess(0, [program, '-c', file, '-e', join(folder, 'nginx-error.log')])
  const workers = await workersOf(master.pid)
  const version = /nginx\/([\d.]+)/.exec(spawnSync(program, ['-v']).stderr.toString())?.[1] ?? '?'
  return { version, port, workers, stop: () => master.stop() }
}

function install(): string | undefined {
  if (existsSync(program)) return undefined
  if (process.getuid?.() !== 0) return 'nginx is not installed, and only root may install it'
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...parameters: readonly string[]): boolean =>
    spawnSync('apt-get', parameters, { env: environment, stdio: 'ignore' }).status === 0
  const parameters = ['install', '-y', '--no-install-recommends', 'nginx-core']
  if (run(...parameters)) return undefined
  return run('update') && run(...parameters) ? undefined : 'nginx could not be installed from Debian'
}

/** The master forks its workers a moment after it began; taskset has become the master by then. */
async function workersOf(master: number): Promise<readonly number[]> {
  for (;;) {
    const children = readFileSync(`/proc/${master}/task/${master}/children`, 'latin1').trim()
    if (children !== '') return children.split(' ').map(Number)
    await setTimeout(20)
  }
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

/** The same job: certificate asked for, decision asked, token and certificate passed on, access logged. */
function configuration(folder: string, port: number, servicePort: number, decisionPort: number): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log ${folder}/nginx-access.log combined;
  client_body_temp_path ${folder}/nginx-body;
  proxy_temp_path ${folder}/nginx-proxy;
  fastcgi_temp_path ${folder}/nginx-fastcgi;
  uwsgi_temp_path ${folder}/nginx-uwsgi;
  scgi_temp_path ${folder}/nginx-scgi;
  upstream service { server 127.0.0.1:${servicePort}; keepalive 64; keepalive_requests 100000000; }
  upstream decision { server 127.0.0.1:${decisionPort}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} ssl;
    server_name permits.example;
    keepalive_requests 100000000;
    ssl_certificate ${folder}/gate.pem;
    ssl_certificate_key ${folder}/gate.key;
    ssl_protocols TLSv1.3;
    ssl_session_tickets off;
    # The world's certificates are of another time; the check is at the handshake and not measured.
    ssl_verify_client optional_no_ca;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    location / {
      auth_request /decide;
      auth_request_set $token $upstream_http_chancery_token;
      proxy_set_header Host $host;
      proxy_set_header Client-Cert $ssl_client_escaped_cert;
      proxy_set_header Chancery-Token $token;
      proxy_set_header Forwarded "for=$remote_addr;host=$host;proto=https";
      proxy_pass http://service;
    }
    location = /decide {
      internal;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header Request-Method $request_method;
      proxy_set_header Request-Uri $request_uri;
      proxy_set_header Certificate-Serial $ssl_client_serial;
      proxy_pass http://decision;
    }
  }
}
`
}
