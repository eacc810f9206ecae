import { X509Certificate } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, Caller, type Shown } from './caller.ts'
import type { Findings } from './findings.ts'
import { type Access, accessesOf, comparable } from './journal.ts'
import { type Nginx, startNginx } from './nginx.ts'
import { host, InteropUnit, proxy, service } from './unit.ts'
import { openUpstream, type Upstream } from './upstream.ts'

interface Stage {
  readonly unit: InteropUnit
  readonly upstream: Upstream
  readonly nginx: Nginx
  /** What the proxy itself shows. */
  readonly front: Shown
  /** Somebody without any step. */
  readonly other: Shown
  readonly findings: Findings
}

/** One unit behind its gate, nginx and a plain client that asks as Envoy does: the same decisions. */
export async function behindProxies(folder: string, findings: Findings): Promise<void> {
  const unit = await InteropUnit.open(folder)
  const upstream = await openUpstream()
  try {
    const front = await unit.publish(upstream.port)
    const other = await unit.register('person', 'li')
    const files = await unit.keepProxyFiles(front)
    const own = join(folder, 'nginx')
    await mkdir(own)
    const places = { folder: own, files, host, apiPort: unit.node.api, upstreamPort: upstream.port }
    const nginx = await startNginx(places)
    try {
      const stage = { unit, upstream, nginx, front, other, findings }
      await oneCase(stage)
      await forged(stage)
      await sameJournal(stage)
      await asEnvoy(stage)
      await suspended(stage)
      findings.see('nginx had no errors to tell of', nginx.errors(), '')
    } finally {
      await nginx.stop()
    }
  } finally {
    upstream.close()
    await unit.node.end('SIGTERM')
  }
}

/** A caller who goes to the service through nginx. */
function throughNginx({ nginx, unit }: Stage, shown?: Shown): Caller {
  return new Caller(nginx.port, host, unit.authority, shown)
}

function kind({ status, problem }: Answer): string {
  return `${status} ${problem}`.trim()
}

/** Without and with a step, to the end of it, on one connection. */
async function oneCase(stage: Stage): Promise<void> {
  const { unit, upstream, findings } = stage
  const nobody = throughNginx(stage)
  const refused = await nobody.ask('GET', '/permits/1')
  findings.see('no certificate: refused by nginx with the reason', kind(refused), '401 certificate-missing')
  nobody.close()
  const id = await unit.openCase()
  const caller = throughNginx(stage, unit.founder)
  const first = await caller.ask('GET', `/permits/${id}`)
  findings.see('no step: refused by nginx with the reason', kind(first), '403 permission-missing')
  const { openSteps } = JSON.parse(first.body) as {
    readonly openSteps?: readonly { readonly case: string }[]
  }
  findings.see(
    '… which names the step to claim',
    openSteps?.some((step) => step.case === id),
    true,
  )
  findings.see('… and type and caching as the gate has them', typeOf(first), [
    'application/problem+json',
    'no-store',
  ])
  findings.see('nothing reached the service', upstream.seen.length, 0)

  await unit.must('step', 'claim', '--case', id, '--step', 'decide')
  const admitted = await caller.ask('GET', `/permits/${id}?x=1`)
  findings.see('with the step: let pass', [kind(admitted), admitted.body], ['200', 'hello'])
  const seen = upstream.seen.at(-1)
  findings.see('… as it was asked', [seen?.method, seen?.url], ['GET', `/permits/${id}?x=1`])
  findings.see('… with the certificate of the handshake', seen?.headers['client-cert'], fieldOf(unit.founder))
  const claims = claimsOf(seen?.headers['chancery-token'])
  findings.see(
    '… and a token of the grant',
    [claims['case'], claims['step'], claims['object']],
    [id, 'decide', `permit/${id}`],
  )
  findings.see(
    'another path: refused',
    kind(await caller.ask('GET', `/secret/${id}`)),
    '403 route-unpublished',
  )
  for (const path of [
    `/permits//${id}`,
    `/permits/./${id}`,
    `/permits/%2e%2e/permits/${id}`,
    `/permits/${id};a`,
  ])
    findings.see(
      `a path of two readings (${path}): refused`,
      kind(await caller.ask('GET', path)),
      '403 target-malformed',
    )

  const before = upstream.seen.length
  const uses: string[] = []
  for (let turn = 0; turn < 3; turn++) uses.push(kind(await caller.ask('POST', `/permits/${id}/approve`)))
  findings.see('a use counted twice: twice and no more', uses, ['200', '200', '403 permission-missing'])
  findings.see('… and so often at the service', upstream.seen.length - before, 2)
  await unit.must('step', 'complete', '--case', id, '--step', 'decide')
  const after = await caller.ask('GET', `/permits/${id}`)
  findings.see('after completion, on the same connection: refused', kind(after), '403 permission-missing')
  findings.see('… the same indeed', [after.port], [first.port])
  caller.close()
}

function typeOf({ fields }: Answer): readonly (string | undefined)[] {
  return [fields['content-type'], fields['cache-control']]
}

/** Fields by which a caller might want to be somebody else, or elsewhere. */
async function forged(stage: Stage): Promise<void> {
  const { unit, upstream, findings, other } = stage
  const id = await unit.openCase()
  await unit.must('step', 'claim', '--case', id, '--step', 'decide')
  const founders = new X509Certificate(unit.founder.cert)
  const fields = {
    'Client-Cert': fieldOf(unit.founder),
    'X-SSL-Client-Escaped-Cert': encodeURIComponent(founders.toString()),
    'X-Forwarded-Client-Cert': `Cert="${encodeURIComponent(founders.toString())}"`,
    'Chancery-Token': 'forged',
    'Chancery-Principal': 'person/mei',
    'X-Original-Method': 'GET',
    'X-Original-URI': `/permits/${id}`,
    'X-Original-Host': host,
    'X-Original-URL': '/secret',
    'X-HTTP-Method-Override': 'DELETE',
    'X-Forwarded-For': '192.0.2.1',
  }
  const impostor = throughNginx(stage, other)
  const refused = await impostor.ask('GET', `/permits/${id}`, fields)
  findings.see("another's certificate in a field: not believed", kind(refused), '403 permission-missing')
  impostor.close()
  const bare = throughNginx(stage)
  const without = await bare.ask('GET', `/permits/${id}`, fields)
  findings.see('… nor without one of one’s own', kind(without), '401 certificate-missing')
  bare.close()
  const caller = throughNginx(stage, unit.founder)
  const admitted = await caller.ask('GET', `/permits/${id}`, { ...fields, 'Client-Cert': fieldOf(other) })
  caller.close()
  const { headers = {}, rawHeaders = [] } = upstream.seen.at(-1) ?? {}
  findings.see('whoever may come, comes as who he is', kind(admitted), '200')
  findings.see('… to the service as well', headers['client-cert'], fieldOf(unit.founder))
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  const proxys = ['chancery-token', 'client-cert', 'forwarded', 'host']
  findings.see('… with no field left that he forged', names.toSorted(), proxys)
  findings.see('… nor its value', headers['chancery-token'] === 'forged', false)
}

/** The same requests at the gate and through nginx. */
async function sameJournal(stage: Stage): Promise<void> {
  const { unit, findings, other } = stage
  await unit.must('step', 'claim', '--case', await unit.openCase('audit'), '--step', 'read')
  const id = await unit.openCase()
  await unit.must('step', 'claim', '--case', id, '--step', 'decide')
  const requests: readonly (readonly [Shown | undefined, string, string])[] = [
    [unit.founder, 'GET', `/permits/${id}`],
    [unit.founder, 'HEAD', `/permits/${id}`],
    [unit.founder, 'POST', `/permits/${id}/approve`],
    [other, 'GET', `/permits/${id}`],
    [other, 'GET', '/secret'],
    [undefined, 'GET', `/permits/${id}`],
  ]
  const start = (await journalOf(unit)).length
  for (const port of [unit.node.gate, stage.nginx.port]) {
    for (const [shown, method, path] of requests) {
      const caller = new Caller(port, host, unit.authority, shown)
      await caller.ask(method, path)
      caller.close()
    }
  }
  const entries = (await journalOf(unit, start + 2 * requests.length)).slice(start)
  const [atGate, atNginx] = [entries.slice(0, requests.length), entries.slice(requests.length)]
  findings.see(
    'the gate names no proxy in its entries',
    atGate.map(({ through }) => through ?? ''),
    atGate.map(() => ''),
  )
  findings.see(
    'the entries through nginx do',
    atNginx.map(({ through }) => through),
    atNginx.map(() => proxy),
  )
  findings.see('apart from that they are the same', atNginx.map(comparable), atGate.map(comparable))
  findings.see('… one for each request', entries.length, 2 * requests.length)
}

/** The accesses in the journal, waiting a moment for as many as there must be. */
async function journalOf(unit: InteropUnit, least = 0): Promise<readonly Access[]> {
  for (let turn = 0; ; turn++) {
    // Entries that nobody waits for are written some dozens of milliseconds later.
    await wait(200)
    const entries = await accessesOf(unit)
    if (entries.length >= least || turn === 20) return entries
  }
}

/** Envoy is not in Debian: its questions by a plain client, with the certificate of the proxy and others. */
async function asEnvoy({ unit, front, other, findings }: Stage): Promise<void> {
  const id = await unit.openCase()
  await unit.must('step', 'claim', '--case', id, '--step', 'decide')
  const told = (shown: Shown) => ({
    'x-forwarded-client-cert':
      `By=spiffe://unit.example/service/front;Hash=${'0'.repeat(64)};` +
      `Cert="${encodeURIComponent(new X509Certificate(shown.cert).toString())}"`,
  })
  const ask = async (
    path: string,
    shown: Shown | undefined,
    by: Shown | undefined = front,
    method = 'GET',
  ) => {
    const asking = new Caller(unit.node.api, 'localhost', unit.authority, by)
    const answer = await asking.ask(method, `/authorize${path}`, {
      Host: host,
      ...(shown ? told(shown) : {}),
    })
    asking.close()
    return answer
  }
  const yes = await ask(`/permits/${id}?x=1`, unit.founder)
  findings.see('as Envoy asks: let pass', [kind(yes), yes.body], ['200', ''])
  const grant = ['chancery-principal', 'chancery-case', 'chancery-step'].map((name) => yes.fields[name])
  findings.see('… with the caller and the grant', grant, ['person/mei', id, 'decide'])
  findings.see('… the certificate for the service', yes.fields['client-cert'], fieldOf(unit.founder))
  findings.see('… and not to be kept', yes.fields['cache-control'], 'no-store')
  const approve = await ask(`/permits/${id}/approve`, unit.founder, front, 'POST')
  findings.see('another method', kind(approve), '200')
  findings.see('without step', kind(await ask(`/permits/${id}`, other)), '403 permission-missing')
  findings.see('without certificate', kind(await ask(`/permits/${id}`, undefined)), '401 certificate-missing')
  findings.see('an unpublished path', kind(await ask('/', unit.founder)), '404 route-unpublished')
  findings.see(
    'a path of two readings',
    kind(await ask(`/permits//${id}`, unit.founder)),
    '400 target-malformed',
  )
  const notService = await ask(`/permits/${id}`, unit.founder, unit.founder)
  findings.see('asked by a person', kind(notService), '403 proxy-refused')
  const notNamed = await ask(`/permits/${id}`, unit.founder, await unit.register('service', 'robot'))
  findings.see('asked by another service', kind(notNamed), '403 proxy-not-named')
}

/** A suspended service, at the gate and behind nginx. */
async function suspended(stage: Stage): Promise<void> {
  const { unit, nginx, findings } = stage
  await unit.must('service', 'suspend', '--service', service, '--reason', 'a flaw')
  for (const [port, expected] of [
    [unit.node.gate, '503 service-suspended'],
    [nginx.port, '403 service-suspended'],
  ] as const) {
    const caller = new Caller(port, host, unit.authority, unit.founder)
    findings.see('a suspended service', kind(await caller.ask('GET', '/permits/1')), expected)
    caller.close()
  }
}

/** The certificate as RFC 9440 writes it. */
function fieldOf(shown: Shown): string {
  return `:${new X509Certificate(shown.cert).raw.toString('base64')}:`
}

function claimsOf(token: string | readonly string[] | undefined): Readonly<Record<string, unknown>> {
  const payload = String(token).split('.')[1] ?? ''
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
}
