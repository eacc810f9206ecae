import { once } from 'node:events'
import { createServer } from 'node:net'

/** Where a unit listens on this machine. */
export interface Ports {
  readonly gate: number
  readonly api: number
  readonly public: number
}

/** Names the first of the ports; without it they are looked for. */
const portVariable = 'CHANCERY_TOUR_PORT'

/**
 * Where is looked: below the ports that systems give to outgoing connections (32768 on Linux, 49152 by
 * RFC 6335 §6), or one of the tour's own requests could take a port before the unit does.
 */
const portMin = 20_000
const portMax = 32_000

/** So many ports in a row: from the one that the environment names on, or such as nobody listens at now. */
export async function portsFor(count: number): Promise<readonly number[]> {
  const row = (first: number): readonly number[] => Array.from({ length: count }, (_, place) => first + place)
  const named = process.env[portVariable]
  if (named !== undefined) return row(Number(named))
  // Two tours at once begin to look at different places.
  const rows = Math.floor((portMax - portMin) / count)
  for (let turn = 0; turn < rows; turn++) {
    const ports = row(portMin + ((process.pid + turn) % rows) * count)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports
  }
  throw new Error(`no ${count} ports in a row are free between ${portMin} and ${portMax}`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  await once(server.close(), 'close')
  return true
}
