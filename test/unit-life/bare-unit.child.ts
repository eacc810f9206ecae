import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '#clock'
import { importPrivateKey, type PrivateKey, systemRandom } from '#crypto'
import { certain, sure } from '#fault'
import { openUnit } from '#node'
import { openSqliteStore } from '#store'

// A unit on its durable store and nothing else around it, so that it starts fast enough to be killed a
// hundred times. It opens the store when it is told to, by whatever comes on standard input; what is
// posted to it is submitted, and answered when it is durable.

const [folder, domain] = process.argv.slice(2)
// Node keeps what it has compiled at its end, and this process never ends by itself.
flushCompileCache()
await once(process.stdin, 'data')
const store = sure(await openSqliteStore(join(certain(folder, 'the folder'), 'store.sqlite')), 'the store')
const { unit } = sure(
  await openUnit({
    store,
    domain: certain(domain, 'the domain'),
    logKey: key('log'),
    issuingKey: key('issuing'),
    // Nothing is sealed here.
    sealKey: key('issuing'),
    clock: systemClock,
    random: systemRandom,
  }),
  'the unit',
)

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const receipt = await unit.submit(await bodyOf(request))
  response.writeHead(receipt.ok ? 201 : 400, { 'content-type': 'application/json' })
  response.end(JSON.stringify(receipt.ok ? receipt.value : { type: receipt.fault.kind }))
}

function key(role: string): PrivateKey {
  const text = readFileSync(join(certain(folder, 'the folder'), `${role}.pem`), 'utf8')
  return sure(importPrivateKey(text), `the ${role} key`)
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
