import { Stack, Text, Title } from '@mantine/core'
import { IconFileCertificate, IconFilePlus, IconRoute } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useUnit } from '../wire/unit.ts'
import { useWords } from '../words/words.tsx'
import classes from './public.module.css'

const choices = [
  { place: 'open', Icon: IconFilePlus },
  { place: 'follow', Icon: IconRoute },
  { place: 'verify', Icon: IconFileCertificate },
] as const

/** Where citizens begin. */
export function Page(): ReactElement {
  const { t } = useWords()
  const unit = useUnit()
  return (
    <>
      <PageHead
        title={t('public.welcome')}
        lead={t('public.welcome-lead', { unit: unit.data?.name ?? '' })}
      />
      <ul className={classes.choices}>
        {choices.map(({ place, Icon }) => (
          <li key={place}>
            <Link to={`/${place}`} className={classes.choice}>
              <Stack gap="xs">
                <Icon size={32} stroke={1.4} aria-hidden />
                <Title order={2}>{t(`public.${place}`)}</Title>
                <Text size="sm">{t(`public.${place}-about`)}</Text>
              </Stack>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
