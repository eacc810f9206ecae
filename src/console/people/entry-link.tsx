import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'

/** An entry of the record, by its index. */
export function EntryLink({ entry }: { readonly entry: number }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  return (
    <Anchor component={Link} to={`/record/${entry}`} size="sm">
      {t('people.entry', { entry: number(entry) })}
    </Anchor>
  )
}
