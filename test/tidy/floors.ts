/**
 * The rooms of `src`, floor by floor. A room reads the floors below its own and, on its own floor, the rooms
 * named before it. A new room gets its place here first.
 */
const floors: readonly (readonly string[])[] = [
  ['fault', 'bytes', 'clock', 'table'],
  ['der', 'merkle', 'crypto', 'x509', 'cms', 'zip', 'pdf'],
  ['trust', 'task', 'record', 'timestamp', 'signature'],
  ['unit'],
  ['identity', 'organization', 'recognition', 'procedure', 'document', 'requirements'],
  ['directory', 'founding', 'gateway', 'exchange', 'transfer', 'continuity', 'governance', 'bpmn'],
  ['errand', 'store', 'wording', 'protocol', 'api', 'cli', 'console', 'node'],
]

/** The rooms that wait for nothing and read no clock, no chance and no file. */
export const pureRooms: readonly string[] = [
  'der',
  'merkle',
  'x509',
  'cms',
  'zip',
  'pdf',
  'trust',
  'task',
  'timestamp',
  'signature',
]

const order = floors.flat()

/** The floor of a room, or -1. */
export function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room))
}

/** The room of a file: the folder in `src`; undefined elsewhere. */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}

/** Whether one room may read another. */
export function mayRead(reader: string, read: string): boolean {
  return order.includes(read) && order.indexOf(read) < order.indexOf(reader)
}
