import { tileWidthMax } from './tile.ts'

/** What a path of a tiled log names: a hash tile or an entry bundle (C2SP tlog-tiles). */
export type TilePath =
  | { readonly kind: 'tile'; readonly level: number; readonly index: number; readonly width: number }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number }

/** Levels of tiles end at 63 (C2SP tlog-tiles); no tree reaches level 8. */
const levelMax = 63

/** Path of a hash tile below the log's prefix, as `tile/1/x001/x234/067.p/17`. */
export function tilePath(level: number, index: number, width: number): string {
  return `tile/${level}/${indexPath(index)}${partialSuffix(width)}`
}

/** Path of an entry bundle below the log's prefix, as `tile/entries/x001/234.p/3`. */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${indexPath(index)}${partialSuffix(width)}`
}

function indexPath(index: number): string {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/\d{3}/g) ?? []
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
}

function partialSuffix(width: number): string {
  return width === tileWidthMax ? '' : `.p/${width}`
}

const form = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** What a path names; `undefined` when it is not the one spelling of a tile or bundle. */
export function parseTilePath(path: string): TilePath | undefined {
  const match = form.exec(path)
  if (!match) return undefined
  const [, level = '', groups = '', partial] = match
  const index = Number(groups.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? tileWidthMax : Number(partial)
  if (!Number.isSafeInteger(index) || indexPath(index) !== groups) return undefined
  if (partial !== undefined && width >= tileWidthMax) return undefined
  if (level === 'entries') return { kind: 'entries', index, width }
  return Number(level) <= levelMax ? { kind: 'tile', level: Number(level), index, width } : undefined
}
