import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The ports of the sample on this machine. */
export interface SamplePorts {
  readonly gate: number
  readonly api: number
  readonly public: number
  /** The permit registry behind the gate. */
  readonly registry: number
}

/** What the sample says of itself in `sample.json`. */
export interface Marker {
  /** Whether it was filled to the end. */
  readonly complete: boolean
  /** As it was founded with; `chancery.yaml` may have moved the node's own since. */
  readonly ports: SamplePorts
}

/** Where the gate of a sample listens unless the environment says otherwise. */
const gatePort = 8443

/** Names the first of the ports, so that a second sample can run beside a first. */
const portVariable = 'CHANCERY_SAMPLE_PORT'

/** The ports a sample is founded with; the others keep their distance from the gate's. */
export function samplePorts(environment: Readonly<Record<string, string | undefined>>): SamplePorts {
  const gate = Number(environment[portVariable] ?? gatePort)
  return { gate, api: gate + 1, public: gate + 37, registry: gate + 47 }
}

/** What the sample in a folder says of itself; `undefined` where there is none. */
export async function readMarker(folder: string): Promise<Marker | undefined> {
  try {
    const marker = JSON.parse(await readFile(path(folder), 'utf8')) as Partial<Marker>
    return { complete: marker.complete === true, ports: marker.ports ?? samplePorts({}) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export async function writeMarker(folder: string, marker: Marker): Promise<void> {
  await writeFile(path(folder), `${JSON.stringify(marker)}\n`)
}

function path(folder: string): string {
  return join(folder, 'sample.json')
}
