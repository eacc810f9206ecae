import { Text } from '@mantine/core'
import { Fragment, type ReactElement } from 'react'
import { useWords } from '../words/words.tsx'
import type { LodgingShown } from './follow-page.tsx'
import { usePublicProcedures } from './procedures.ts'
import classes from './public.module.css'

/** What stood in the form, beside the words of its fields. */
export function Asked({ shown }: { readonly shown: Pick<LodgingShown, 'procedure' | 'data'> }): ReactElement {
  const { t, pick } = useWords()
  const { procedures } = usePublicProcedures()
  const members = procedures?.find(({ name }) => name === shown.procedure)?.data ?? []
  const rows = Object.entries(shown.data)
  if (rows.length === 0) return <Text>{t('public.asked-nothing')}</Text>
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{pick(members.find((member) => member.name === name)?.title ?? name)}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}
