import { Anchor, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { State, type Tone } from '../parts/state.tsx'
import type { Receipt } from '../wire/act.ts'
import { useWords } from '../words/words.tsx'
import { type Outcome, outcomes, type Report, verdictOn } from './report.ts'
import { StepLine } from './step-line.tsx'
import { useEntryReport, useReceiptReport } from './use-report.ts'

const tones: Readonly<Record<Outcome, Tone>> = { holds: 'good', fails: 'bad', unknown: 'warn' }

/** Whether a receipt, or the entry of an index, was verified by this browser; each step when it is opened. */
export function Proof(props: { readonly receipt: Receipt } | { readonly entry: number }): ReactElement {
  return 'receipt' in props ? <OfReceipt receipt={props.receipt} /> : <OfEntry entry={props.entry} />
}

function OfReceipt({ receipt }: { readonly receipt: Receipt }): ReactElement {
  const { data, error } = useReceiptReport(receipt)
  return <Badge report={data} isFailed={error !== null} />
}

function OfEntry({ entry }: { readonly entry: number }): ReactElement {
  const { data, error } = useEntryReport(entry)
  return <Badge report={data?.report} isFailed={error !== null} />
}

/** What a report comes to, as a label alone: where its steps are shown beside it. */
export function VerdictState({ report }: { readonly report: Report }): ReactElement {
  const { t } = useWords()
  const verdict = verdictOn(report)
  return <State tone={tones[verdict]}>{t(`proof.verdict-${verdict}`)}</State>
}

/** The badge of a report that is there, or on its way. */
export function Badge(props: {
  readonly report: Report | undefined
  readonly isFailed?: boolean
}): ReactElement {
  const { report, isFailed = false } = props
  const { t } = useWords()
  if (!report) return <State tone="quiet">{t(isFailed ? 'proof.unreached' : 'proof.verifying')}</State>
  const { index } = report.receipt
  return (
    <Popover position="bottom-start" withArrow shadow="md" width={360}>
      <Popover.Target>
        <UnstyledButton title={t('proof.steps-of', { index })}>
          <VerdictState report={report} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {Array.from(outcomes(report), ([step]) => (
            <StepLine key={step} step={step} report={report} />
          ))}
          <Text size="sm">
            <Anchor component={Link} to={`/record/${index}`} size="sm">
              {t('proof.open-entry', { index })}
            </Anchor>
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
