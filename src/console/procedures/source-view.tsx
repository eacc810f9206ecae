import type { ReactElement } from 'react'
import classes from './difference.module.css'

/** A text with its lines numbered, to read and to copy. */
export function SourceView({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    <pre className={classes.source} tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, at) => (
        <span key={`${at} ${line}`}>{line}</span>
      ))}
    </pre>
  )
}
