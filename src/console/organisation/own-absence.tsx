import { Button, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Absences } from './answers.ts'
import { Asking } from './asking.tsx'
import { emptyPeriod, PeriodFields, periodOf } from './period-fields.tsx'

const object = 'absence/own'

/** Says that the reader will be away, or is back. */
export function DeclareAbsence(): ReactElement | undefined {
  const { t } = useWords()
  const { time } = useFormats()
  const may = useMay()
  const { run } = useGuided()
  const [isOpen, { open, close }] = useDisclosure()
  const [period, setPeriod] = useState(emptyPeriod)
  const [reason, setReason] = useState('')
  const { data } = useAnswer<Absences>('/absences')
  if (!may('absence.declare', object)) return undefined
  if (data?.mine.some(({ away }) => away)) return <EndAbsence />
  const known = periodOf(period)
  const declare = (input: NonNullable<typeof known>): void => {
    close()
    const { from, until } = input
    void run({
      title: t('organisation.away-act'),
      act: 'absence.declare',
      object,
      input: { ...input, ...(reason !== '' && { reason }) },
      says: [
        { label: t('organisation.from'), value: from === undefined ? t('organisation.now') : time(from) },
        { label: t('organisation.until-when'), value: time(until) },
        ...(reason === '' ? [] : [{ label: t('organisation.reason'), value: reason }]),
      ],
      overrides: ['strand-running-cases'],
    })
  }
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('organisation.say-away')}
      </Button>
      <Asking
        title={t('organisation.say-away')}
        lead={t('organisation.say-away-lead')}
        isOpen={isOpen}
        onClose={close}
        onNext={known && (() => declare(known))}
      >
        <PeriodFields period={period} onPeriod={setPeriod} />
        <TextInput
          label={t('organisation.reason')}
          description={t('organisation.reason-hint')}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Asking>
    </>
  )
}

/** Says that the reader is back. */
function EndAbsence(): ReactElement {
  const { t } = useWords()
  const { run } = useGuided()
  const end = (): void => {
    void run({
      title: t('organisation.back-act'),
      act: 'absence.end',
      object,
      input: {},
      overrides: ['strand-running-cases'],
    })
  }
  return <Button onClick={end}>{t('organisation.say-back')}</Button>
}
