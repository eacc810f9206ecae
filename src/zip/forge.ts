import { crc32 } from 'node:zlib'
import { concat, utf8 } from '#bytes'
import { viewOf } from './header.ts'

/** For tests: one file of a forged container; what is not given is as it should be. */
export interface ForgedFile {
  readonly name: string | Uint8Array
  readonly content: Uint8Array
  /** What stands for the content in the container. */
  readonly packed?: Uint8Array
  readonly size?: number
  readonly checksum?: number
  readonly flags?: number
  readonly method?: number
  readonly version?: number
  readonly time?: number
  readonly madeBy?: number
  readonly externalAttributes?: number
  readonly disk?: number
  readonly localExtra?: Uint8Array
  readonly extra?: Uint8Array
  readonly comment?: Uint8Array
  /** Behind the content. */
  readonly descriptor?: Uint8Array
  /** Before the header. */
  readonly before?: Uint8Array
  /** Where the directory says it lies. */
  readonly offset?: number
  /** What the header before the content says instead. */
  readonly local?: Partial<
    Pick<ForgedFile, 'name' | 'size' | 'checksum' | 'flags' | 'method' | 'version' | 'time'>
  > & {
    readonly packedSize?: number
  }
  readonly packedSize?: number
}

/** For tests: a container with anything in it. */
export function forgedZip(
  files: readonly ForgedFile[],
  end: {
    readonly comment?: Uint8Array
    readonly count?: number
    readonly disk?: number
    readonly between?: Uint8Array
  } = {},
): Uint8Array {
  const locals: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const file of files) {
    const { before = new Uint8Array(0), descriptor = new Uint8Array(0) } = file
    const { packed = file.content, localExtra = new Uint8Array(0) } = file
    const local = localHeader(file, localExtra)
    locals.push(before, local, packed, descriptor)
    directory.push(directoryHeader(file, at + before.length))
    at += before.length + local.length + packed.length + descriptor.length
  }
  const { comment = new Uint8Array(0), between = new Uint8Array(0), disk = 0, count = files.length } = end
  const size = directory.reduce((sum, header) => sum + header.length, 0)
  const last = words(
    [0x06054b50, 4],
    [disk, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [at, 4],
    [comment.length, 2],
  )
  return concat(...locals, ...directory, between, last, comment)
}

function localHeader(file: ForgedFile, extra: Uint8Array): Uint8Array {
  const name = nameOctets(file.local?.name ?? file.name)
  const lengths = words([name.length, 2], [extra.length, 2])
  return concat(words([0x04034b50, 4]), shared({ ...file, ...file.local }, file), lengths, name, extra)
}

function directoryHeader(file: ForgedFile, offset: number): Uint8Array {
  const { extra = new Uint8Array(0), comment = new Uint8Array(0), madeBy = 20, disk = 0 } = file
  const name = nameOctets(file.name)
  const lengths = words([name.length, 2], [extra.length, 2], [comment.length, 2], [disk, 2], [0, 2])
  const place = words([file.externalAttributes ?? 0, 4], [file.offset ?? offset, 4])
  return concat(words([0x02014b50, 4], [madeBy, 2]), shared(file, file), lengths, place, name, extra, comment)
}

function shared(said: ForgedFile & { readonly packedSize?: number }, file: ForgedFile): Uint8Array {
  const packed = file.packed ?? file.content
  return words(
    [said.version ?? 20, 2],
    [said.flags ?? 0, 2],
    [said.method ?? 0, 2],
    [said.time ?? 0x0021_0000, 4],
    [said.checksum ?? crc32(file.content), 4],
    [said.packedSize ?? packed.length, 4],
    [said.size ?? file.content.length, 4],
  )
}

/** Little-endian numbers, each with its octets. */
export function words(...numbers: readonly (readonly [value: number, octets: 2 | 4])[]): Uint8Array {
  return concat(
    ...numbers.map(([value, octets]) => {
      const word = new Uint8Array(octets)
      if (octets === 2) viewOf(word).setUint16(0, value, true)
      else viewOf(word).setUint32(0, value, true)
      return word
    }),
  )
}

function nameOctets(name: string | Uint8Array): Uint8Array {
  return typeof name === 'string' ? utf8(name) : name
}
