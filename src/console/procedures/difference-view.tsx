import { type ReactElement, useMemo, useState } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './difference.module.css'
import { type LineChange, lineDifference, type Stretch, stretchesOf } from './line-difference.ts'

/** Lines of the same that are shown around a change. */
const linesAround = 3

const signs = { same: '', removed: '−', added: '+' } as const

/** What is taken away and what is added between two texts, line by line. */
export function DifferenceView(props: {
  readonly before: string
  readonly after: string
  readonly label: string
}): ReactElement {
  const { before, after, label } = props
  const { t } = useWords()
  const changes = useMemo(() => lineDifference(before, after), [before, after])
  const stretches = useMemo(() => stretchesOf(changes, linesAround), [changes])
  const counts = countsOf(changes)
  return (
    <section aria-label={label}>
      <p className={classes.counts}>
        {counts.added + counts.removed === 0
          ? t('procedures.no-difference')
          : t('procedures.difference-counts', counts)}
      </p>
      {counts.added + counts.removed > 0 && (
        <table className={classes.table}>
          <caption className={classes.caption}>{label}</caption>
          <thead className={classes.caption}>
            <tr>
              <th scope="col">{t('procedures.line-before')}</th>
              <th scope="col">{t('procedures.line-after')}</th>
              <th scope="col">{t('procedures.change')}</th>
              <th scope="col">{t('procedures.text')}</th>
            </tr>
          </thead>
          <tbody>
            {stretches.map((stretch, at) => (
              <StretchRows key={`${at} ${stretch.lines.length}`} stretch={stretch} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** How many lines were added, and how many taken away. */
export function countsOf(changes: readonly LineChange[]): {
  readonly added: number
  readonly removed: number
} {
  const count = (wanted: LineChange['kind']): number => changes.filter(({ kind }) => kind === wanted).length
  return { added: count('added'), removed: count('removed') }
}

function StretchRows({ stretch }: { readonly stretch: Stretch }): ReactElement {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  if (stretch.kind === 'left-out' && !isOpen) {
    return (
      <tr className={classes.leftOut}>
        <td colSpan={4}>
          <button type="button" onClick={() => setOpen(true)}>
            {t('procedures.lines-left-out', { count: stretch.lines.length })}
          </button>
        </td>
      </tr>
    )
  }
  return (
    <>
      {stretch.lines.map((line) => (
        <LineRow key={`${line.before ?? ''} ${line.after ?? ''}`} line={line} />
      ))}
    </>
  )
}

function LineRow({ line }: { readonly line: LineChange }): ReactElement {
  const { t } = useWords()
  const { kind, before, after, text } = line
  return (
    <tr data-kind={kind}>
      <td className={classes.number}>{before}</td>
      <td className={classes.number}>{after}</td>
      <td className={classes.sign}>
        <span aria-hidden>{signs[kind]}</span>
        {kind !== 'same' && <span className={classes.caption}>{t(`procedures.line-${kind}`)}</span>}
      </td>
      <td className={classes.line}>
        <bdi>{text}</bdi>
      </td>
    </tr>
  )
}
