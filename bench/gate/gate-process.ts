/** The gate under measurement. Arguments: folder with `gate.key` and `gate.pem`, port of the service. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { Log } from '#record'
import { openSqliteStore } from '#store'
import { openGate } from '../../src/gateway/gate.ts'
import { StandInKeeper } from './stand-in-keeper.ts'

/** Live rights among which each decision is looked up. */
const rights = 10_000

const [folder = '', servicePort = ''] = process.argv.slice(2)
const store = sure(await openSqliteStore(join(folder, 'unit.db')), 'the store')
const signer = PrivateKey.generate('ed25519')
const journal = sure(
  await Log.open({ store, name: 'access', origin: 'unit.example/access', signer }),
  'the log',
)
const credentials = {
  key: readFileSync(join(folder, 'gate.key'), 'latin1'),
  cert: readFileSync(join(folder, 'gate.pem'), 'latin1'),
}
const keeper = new StandInKeeper(credentials, `tcp://127.0.0.1:${servicePort}`, journal, rights)
const gate = sure(await openGate({ keeper, port: 0, host: '127.0.0.1' }), 'the gate')
process.stdout.write(`${JSON.stringify({ port: gate.address.port })}\n`)

process.once('SIGTERM', () => {
  void gate
    .close()
    .then(() => store.close())
    .then(() => process.exit(0))
})
