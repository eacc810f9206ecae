/**
 * The node under measurement, of a unit founded for it in the folder given, with its own clock. Prints one
 * JSON line: the port of the plain listener.
 */
import { join } from 'node:path'
import { systemClock } from '#clock'
import { systemRandom } from '#crypto'
import { sure } from '#fault'
import { configurationFile, foundUnit, readConfiguration, startNode } from '#node'

const passphrase = 'a unit for measuring that holds nothing'
const [folder = ''] = process.argv.slice(2)
const wish = {
  ...{ folder: join(folder, 'unit'), founderFolder: join(folder, 'founder'), name: 'Bench Unit' },
  ...{ domain: 'bench.example', publicUrl: 'http://bench.example' },
  ...{ apiUrl: 'https://bench.example', suite: 'ecdsa-p256-sha256' },
  ...{ founder: { id: 'founder', name: 'Founder' } },
  ...{ unitPassphrase: passphrase, founderPassphrase: passphrase },
  // Everybody asks from one address.
  configuration:
    'gate: { port: 0 }\napi: { port: 0 }\npublic: { port: 0 }\nlog: silent\n' +
    'limits: { api: { timestamps: { burst: 10000000, perSecond: 1000000 } } }\n',
}
sure(await foundUnit(wish, systemClock, systemRandom), 'the founding')
const path = join(wish.folder, configurationFile)
const configuration = sure(await readConfiguration(path, wish.folder), 'the configuration')
const node = sure(await startNode(configuration, passphrase, systemClock, systemRandom), 'the node')
process.stdout.write(`${JSON.stringify({ port: node.api.publicAddress.port })}\n`)

// Whoever measures may be killed.
process.stdin.resume().once('end', () => process.exit(0))
process.once('SIGTERM', () => void node.stop().then(() => process.exit(0)))
