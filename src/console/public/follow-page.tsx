import { Group, Stack, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactElement, useEffect } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State, type Tone } from '../parts/state.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { type TextsOfUnit, useWords } from '../words/words.tsx'
import { Asked } from './asked.tsx'
import { CaseReceipt, KeepReceipt } from './case-receipt.tsx'
import { keptReceipt } from './kept-receipts.ts'
import { givenReceipt } from './new-receipt.ts'
import { PaperReceipt } from './paper-receipt.tsx'
import { SealedDocuments } from './sealed-documents.tsx'
import { StepList, type StepShown } from './step-list.tsx'

/** As the unit tells the citizen who lodged it. */
export interface LodgingShown {
  readonly lodging: string
  readonly entry: number
  readonly case: string
  readonly procedure: string
  readonly title: TextsOfUnit
  readonly opened: string
  readonly state: 'open' | 'finished' | 'stopped' | 'cancelled'
  readonly ended?: string
  readonly data: Readonly<Record<string, string | number>>
  readonly steps: readonly StepShown[]
}

const tones: Readonly<Record<LodgingShown['state'], Tone>> = {
  open: 'calm',
  finished: 'good',
  stopped: 'warn',
  cancelled: 'warn',
}

/** Officials need hours; a citizen who watches sees it within this time. */
const lookMilliseconds = 15_000

/** How far a citizen's case is. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { lodging = '' }: { readonly lodging?: string } = useParams({ strict: false })
  const shown = useAnswer<LodgingShown>(`/lodgings/${encodeURIComponent(lodging)}`)
  const { refetch } = shown
  useEffect(() => {
    const timer = setInterval(() => void refetch(), lookMilliseconds)
    return () => clearInterval(timer)
  }, [refetch])
  if (shown.data) return <OneCase shown={shown.data} />
  if (shown.error?.status === 404) {
    const back = <Link to="/follow">{t('public.follow-title')}</Link>
    return <Empty title={t('public.unknown')} text={t('public.unknown-next')} action={back} />
  }
  if (shown.error) return <Failed problem={shown.error} retry={() => void refetch()} />
  return <Waiting />
}

function OneCase({ shown }: { readonly shown: LodgingShown }): ReactElement {
  const { t, pick } = useWords()
  const { lodging, case: id, title, opened, state, ended, steps } = shown
  const isNew = steps.every(({ progress }) => progress === 'waiting' || progress === 'later')
  const given = givenReceipt(lodging)
  const receipt = given?.receipt ?? keptReceipt(lodging)
  return (
    <>
      <div className="no-print">
        <PageHead
          title={pick(title)}
          lead={
            <Group gap="sm">
              <span>{t('public.case', { case: id })}</span>
              <State tone={tones[state]}>{t(`public.state-${state}`)}</State>
              <When iso={ended ?? opened} />
            </Group>
          }
        />
        <Stack gap="lg">
          {given !== undefined && isNew && (
            <VerdictBanner verdict="passed" title={t('public.lodged')}>
              <Stack gap="sm" align="flex-start">
                <Text>{t(given.isKept ? 'public.lodged-kept' : 'public.lodged-unkept')}</Text>
                <KeepReceipt receipt={given.receipt} first />
              </Stack>
            </VerdictBanner>
          )}
          <Sheet title={t('public.how-far')}>
            <StepList steps={steps} />
            <Text size="sm" c="dimmed" mt="sm">
              {t(`public.next-${state}`)}
            </Text>
          </Sheet>
          <SealedDocuments lodging={lodging} isOver={state !== 'open'} />
          <Sheet title={t('public.asked')}>
            <Asked shown={shown} />
          </Sheet>
          <CaseReceipt shown={shown} receipt={receipt} />
        </Stack>
      </div>
      <PaperReceipt shown={shown} />
    </>
  )
}
