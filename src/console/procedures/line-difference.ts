/** A line of two versions: in both, taken away or added; numbers from 1, in the version that has it. */
export interface LineChange {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
  readonly before?: number
  readonly after?: number
}

/** Lines that are told in full; a longer stretch of the same is told by its length. */
export interface Stretch {
  readonly kind: 'changes' | 'left-out'
  readonly lines: readonly LineChange[]
}

/**
 * The shortest way from one text to another by lines taken away and added (Myers: An O(ND) Difference
 * Algorithm and Its Variations, Algorithmica 1, 1986). Of two texts that have nothing in common beyond
 * `differencesMax` lines, everything is taken away and everything added.
 */
export function lineDifference(before: string, after: string): readonly LineChange[] {
  const a = linesOf(before)
  const b = linesOf(after)
  const head = commonAt(a, b, (lines, at) => lines[at])
  const tail = Math.min(
    commonAt(a, b, (lines, at) => lines[lines.length - 1 - at]),
    Math.min(a.length, b.length) - head,
  )
  const middle = changed(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  const same = (lines: readonly string[]) => lines.map((text) => ({ kind: 'same', text }) as const)
  return numbered([...same(a.slice(0, head)), ...middle, ...same(tail === 0 ? [] : a.slice(-tail))])
}

/** The stretches of a difference, with so many lines of the same around each change. */
export function stretchesOf(changes: readonly LineChange[], around: number): readonly Stretch[] {
  const isNear = changes.map((_, at) => {
    return changes.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same')
  })
  const found: { kind: Stretch['kind']; lines: LineChange[] }[] = []
  for (const [at, line] of changes.entries()) {
    const kind = isNear[at] ? 'changes' : 'left-out'
    const last = found.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else found.push({ kind, lines: [line] })
  }
  return found
}

/** Lines that may differ: texts of procedures have at most some thousand lines. */
const differencesMax = 1_000

type Bare = Pick<LineChange, 'kind' | 'text'>

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function commonAt(
  a: readonly string[],
  b: readonly string[],
  line: (lines: readonly string[], at: number) => string | undefined,
): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && line(a, count) === line(b, count)) count++
  return count
}

function changed(a: readonly string[], b: readonly string[]): readonly Bare[] {
  const removed = (text: string): Bare => ({ kind: 'removed', text })
  const added = (text: string): Bare => ({ kind: 'added', text })
  const fronts = frontsOf(a, b)
  if (fronts === undefined) return [...a.map(removed), ...b.map(added)]
  const changes: Bare[] = []
  let x = a.length
  let y = b.length
  for (let step = fronts.length - 1; step >= 0; step--) {
    const front = fronts[step]
    const diagonal = x - y
    const isDown = comesDown(front, diagonal, step)
    const beforeDiagonal = isDown ? diagonal + 1 : diagonal - 1
    const beforeX = step === 0 ? 0 : (front?.get(beforeDiagonal) ?? 0)
    const beforeY = step === 0 ? 0 : beforeX - beforeDiagonal
    while (x > beforeX && y > beforeY) {
      changes.push({ kind: 'same', text: a[x - 1] ?? '' })
      x--
      y--
    }
    if (step === 0) break
    changes.push(isDown ? added(b[y - 1] ?? '') : removed(a[x - 1] ?? ''))
    x = beforeX
    y = beforeY
  }
  return changes.toReversed()
}

/** How far each diagonal came before each step; `undefined` when more lines differ than are looked at. */
function frontsOf(
  a: readonly string[],
  b: readonly string[],
): readonly ReadonlyMap<number, number>[] | undefined {
  const fronts: ReadonlyMap<number, number>[] = []
  let front = new Map<number, number>([[1, 0]])
  for (let step = 0; step <= Math.min(a.length + b.length, differencesMax); step++) {
    fronts.push(front)
    const next = new Map(front)
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      const isDown = comesDown(front, diagonal, step)
      let x = isDown ? (front.get(diagonal + 1) ?? 0) : (front.get(diagonal - 1) ?? 0) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      next.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return fronts
    }
    front = next
  }
  return undefined
}

/** Whether a diagonal is reached by adding a line, rather than by taking one away. */
function comesDown(front: ReadonlyMap<number, number> | undefined, diagonal: number, step: number): boolean {
  if (diagonal === -step) return true
  if (diagonal === step) return false
  return (front?.get(diagonal - 1) ?? -1) < (front?.get(diagonal + 1) ?? -1)
}

function numbered(changes: readonly Bare[]): readonly LineChange[] {
  let before = 0
  let after = 0
  return changes.map((change) => {
    if (change.kind !== 'added') before++
    if (change.kind !== 'removed') after++
    return {
      ...change,
      ...(change.kind !== 'added' && { before }),
      ...(change.kind !== 'removed' && { after }),
    }
  })
}
