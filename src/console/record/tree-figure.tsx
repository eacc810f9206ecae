import type { ReactElement } from 'react'
import { hashText, type PathNode } from '../proof/entry-proof.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import classes from './record.module.css'
import { type Place, type TreeLevel, treeLayout } from './tree-layout.ts'

/** Room for the words beside the figure. */
const wordsWidth = 196
const gap = 22
const margin = 10
const radius = 5.5

/** Characters of a hash that are shown: enough to compare two at a glance. */
const shownCharacters = 10

/** The way from an entry to the signed root: what stands beside it at each level, and what both make. */
export function TreeFigure(props: {
  readonly index: number
  readonly size: number
  readonly path: readonly PathNode[]
}): ReactElement {
  const { index, size, path } = props
  const { t } = useWords()
  const { number } = useFormats()
  const { levels, leaf, root, left, right, height } = treeLayout(path)
  const wordsAt = right + gap
  const box = [left - margin, -margin, wordsAt + wordsWidth - left + margin, height + 2 * margin + 6]
  const label = t('record.tree', { index: number(index), count: path.length, size: number(size) })
  return (
    <svg
      className={classes.tree}
      viewBox={box.join(' ')}
      style={{ maxWidth: box[2] }}
      role="img"
      aria-label={label}
    >
      {levels.map((level) => (
        <Level key={level.at.y} level={level} wordsAt={wordsAt} />
      ))}
      <path className={classes.way} d={wayOf(root, levels)} />
      {[root, ...levels.map(({ at }) => at)].map(({ x, y }) => (
        <circle key={y} className={classes.node} cx={x} cy={y} r={radius} />
      ))}
      <text className={classes.strong} x={wordsAt} y={root.y + 4}>
        {t('record.tree-root', { size: number(size) })}
      </text>
      <text className={classes.strong} x={leaf.x} y={leaf.y + 22} textAnchor="middle">
        {t('record.tree-leaf', { index: number(index) })}
      </text>
    </svg>
  )
}

function wayOf(root: Place, levels: readonly TreeLevel[]): string {
  return [root, ...levels.map(({ at }) => at)]
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`)
    .join('')
}

/** A sibling with what lies below it, and its words. */
function Level({ level, wordsAt }: { readonly level: TreeLevel; readonly wordsAt: number }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  const { parent, sibling, node } = level
  const { from, to } = node.covers
  const count = to - from
  const words =
    count === 1
      ? t('record.tree-one', { from: number(from) })
      : t('record.tree-some', { from: number(from), to: number(to - 1) })
  return (
    <g>
      <line className={classes.edge} x1={parent.x} y1={parent.y} x2={sibling.x} y2={sibling.y} />
      {count > 1 && <path className={classes.rest} d={`M${sibling.x} ${sibling.y}l-9 18h18z`} />}
      <circle className={classes.sibling} cx={sibling.x} cy={sibling.y} r={radius - 1} />
      <text x={wordsAt} y={sibling.y + 4}>
        {words}
        <tspan className={classes.hash} dx={8}>
          {hashText(node.sibling).slice(0, shownCharacters)}…
        </tspan>
      </text>
    </g>
  )
}
