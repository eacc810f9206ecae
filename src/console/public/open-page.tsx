import { Stack, Text, Title } from '@mantine/core'
import { IconFilePlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useWords } from '../words/words.tsx'
import { usePublicProcedures } from './procedures.ts'
import classes from './public.module.css'

/** What a citizen may ask for here. */
export function Page(): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead title={t('public.open-title')} lead={t('public.open-lead')} />
      <Choices />
    </>
  )
}

function Choices(): ReactElement {
  const { t, pick } = useWords()
  const { procedures, error, refetch } = usePublicProcedures()
  if (error) return <Failed problem={error} retry={() => void refetch()} />
  if (procedures === undefined) return <Waiting />
  if (procedures.length === 0)
    return <Empty title={t('public.open-none')} text={t('public.open-none-next')} />
  return (
    <ul className={classes.choices}>
      {procedures.map(({ name, title, steps }) => (
        <li key={name}>
          <Link to="/open/$procedure" params={{ procedure: name }} className={classes.choice}>
            <Stack gap="xs">
              <IconFilePlus size={32} stroke={1.4} aria-hidden />
              <Title order={2}>{pick(title)}</Title>
              <Text size="sm" c="dimmed">
                {t('public.open-steps', {
                  count: steps.filter(({ reviews }) => reviews.length === 0).length,
                })}
              </Text>
            </Stack>
          </Link>
        </li>
      ))}
    </ul>
  )
}
