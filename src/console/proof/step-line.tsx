import { Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { useFormats } from '../words/formats.ts'
import { useWords, type Values } from '../words/words.tsx'
import classes from './proof.module.css'
import { type Outcome, outcomes, type ProofStep, type Report } from './report.ts'

const icons = { holds: IconCheck, fails: IconX, unknown: IconAlertTriangle } as const

/** One step of verifying an entry: what was looked at, and what became of it. */
export function StepLine(props: { readonly step: ProofStep; readonly report: Report }): ReactElement {
  const { step, report } = props
  const { t } = useWords()
  const formats = useFormats()
  const outcome: Outcome = outcomes(report).get(step) ?? 'unknown'
  const Icon = icons[outcome]
  const { name, values } = detailOf(step, report, formats)
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <span className={classes.mark} data-outcome={outcome}>
        <Icon size={14} stroke={2.4} aria-label={t(`proof.outcome-${outcome}`)} role="img" />
      </span>
      <div>
        <Text size="sm" fw={600}>
          {t(`proof.step-${step}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {t(name, values)}
        </Text>
      </div>
    </Group>
  )
}

interface Detail {
  readonly name: string
  readonly values?: Values
}

/** What a step came to, in words. */
function detailOf(step: ProofStep, report: Report, formats: ReturnType<typeof useFormats>): Detail {
  switch (step) {
    case 'unit':
      return unitDetail(report, formats)
    case 'inclusion':
      return inclusionDetail(report, formats)
    case 'history':
      return historyDetail(report, formats)
    case 'signature':
      return { name: `proof.signature-${report.signature?.kind ?? 'key-missing'}` }
    case 'certificate':
      return { name: `proof.way-${report.way?.kind ?? 'unreadable'}` }
    default:
      return step satisfies never
  }
}

function unitDetail({ look }: Report, { day }: ReturnType<typeof useFormats>): Detail {
  switch (look.kind) {
    case 'sound':
      return { name: 'proof.unit-sound', values: { since: day(look.pin.since) } }
    case 'broken':
      return { name: `proof.unit-${look.conflict.kind}` }
    case 'untold':
      return { name: 'proof.unit-untold', values: { cause: look.cause } }
    default:
      return look satisfies never
  }
}

function inclusionDetail({ inclusion }: Report, { number }: ReturnType<typeof useFormats>): Detail {
  if (inclusion.ok) {
    const { head, path } = inclusion.value
    return { name: 'proof.inclusion-holds', values: { count: path.length, size: number(head.size) } }
  }
  const { fault } = inclusion
  return { name: `proof.inclusion-${fault.kind}` }
}

function historyDetail({ lineage }: Report, { number }: ReturnType<typeof useFormats>): Detail {
  if (lineage.kind === 'untold') return { name: 'proof.history-untold' }
  const values = { earlier: number(lineage.earlier), later: number(lineage.later) }
  if (lineage.kind === 'forked') return { name: 'proof.history-forked', values }
  return { name: lineage.earlier === lineage.later ? 'proof.history-same' : 'proof.history-one', values }
}
