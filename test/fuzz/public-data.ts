import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { utf8 } from '#bytes'
import { allFromPem } from '#x509'

/*
 * Inputs that others made, from beside the project; none when they are not there.
 */

const data = new URL('../../../shared/data/', import.meta.url)

/** Enough of each for every kind there is, few enough that each is changed many times in a minute. */
const seedsMax = 150

const sources: ReadonlyMap<string, () => readonly Uint8Array[]> = new Map([
  ['certificate', () => [...folder('nist-pkits/certs'), ...pathCases()]],
  ['revocation-list', () => folder('nist-pkits/crls')],
  ['request-head', heads],
  ['checkpoint', () => folder('tlog/tessera/testdata/log').concat(noteCases())],
  ['note', noteCases],
])

/** The public inputs for the target of this name. */
export function publicSeeds(target: string): readonly Uint8Array[] {
  const source = sources.get(target)
  return source && existsSync(data) ? spread(source()) : []
}

/** Some of them, evenly from all. */
function spread(all: readonly Uint8Array[]): readonly Uint8Array[] {
  const step = Math.max(1, all.length / seedsMax)
  return Array.from(
    { length: Math.min(all.length, seedsMax) },
    (_, at) => all[Math.floor(at * step)] ?? [],
  ).map((bytes) => Uint8Array.from(bytes))
}

function folder(path: string): Uint8Array[] {
  const from = new URL(`${path}/`, data)
  if (!existsSync(from)) return []
  const files = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ name }) => readFileSync(new URL(name, from)))
}

function pathCases(): readonly Uint8Array[] {
  const { testcases } = fromJson('x509-limbo/limbo-core.json') as {
    readonly testcases: readonly {
      readonly peer_certificate: string
      readonly untrusted_intermediates: readonly string[]
    }[]
  }
  return testcases.flatMap(({ peer_certificate, untrusted_intermediates }) => {
    const blocks = allFromPem([peer_certificate, ...untrusted_intermediates].join(''), 'CERTIFICATE')
    return blocks.ok ? blocks.value : []
  })
}

function heads(): readonly Uint8Array[] {
  const { tests } = fromJson('http/llhttp-tests.json') as {
    readonly tests: readonly { readonly inputBase64: string }[]
  }
  return tests.map(({ inputBase64 }) => {
    const stream = Buffer.from(inputBase64, 'base64')
    const end = stream.indexOf('\r\n\r\n')
    return end === -1 ? stream : stream.subarray(0, end + 2)
  })
}

function noteCases(): readonly Uint8Array[] {
  const { open, sign } = fromJson('tlog/note-vectors.json') as {
    readonly sign: { readonly note: string }
    readonly open: readonly { readonly noteBase64: string }[]
  }
  return [utf8(sign.note), ...open.map(({ noteBase64 }) => Buffer.from(noteBase64, 'base64'))]
}

function fromJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, data), 'utf8'))
}
