import { Stack, Text, Title } from '@mantine/core'
import type { ReactElement } from 'react'
import { useUnit } from '../wire/unit.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { Asked } from './asked.tsx'
import type { LodgingShown } from './follow-page.tsx'
import { inGroups } from './identifier.ts'
import classes from './public.module.css'

/** One page of paper: what was lodged where, and how it is followed. */
export function PaperReceipt({ shown }: { readonly shown: LodgingShown }): ReactElement {
  const { t, pick } = useWords()
  const { exactTime } = useFormats()
  const unit = useUnit()
  const { lodging, entry, case: id, title, opened } = shown
  const address = `${location.origin}/console/follow`
  const rows = [
    [t('public.paper-unit'), unit.data === undefined ? '' : `${unit.data.name} (${unit.data.domain})`],
    [t('public.paper-case'), t('public.case-named', { title: pick(title), case: id })],
    [t('public.paper-opened'), exactTime(opened)],
    [t('public.paper-entry'), String(entry)],
  ] as const
  return (
    <div className={classes.paper}>
      <Stack gap="md">
        <Title order={1}>{t('public.paper-title')}</Title>
        <dl className={classes.facts}>
          {rows.map(([label, value]) => (
            <div key={label} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Title order={2}>{t('public.asked')}</Title>
        <Asked shown={shown} />
        <Title order={2}>{t('public.paper-follow')}</Title>
        <Text>{t('public.paper-how', { address })}</Text>
        <Text className={classes.key}>{inGroups(lodging)}</Text>
        <Text size="sm">{t('public.paper-secret')}</Text>
      </Stack>
    </div>
  )
}
