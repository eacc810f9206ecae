import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { useActs } from '../parts/act/acts.tsx'
import { Failed } from '../parts/failed.tsx'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'

/**
 * Why the gate at work is not shown; where it lacks a step, the way to one: what happens at the gate is read by
 * whoever audits, and that he does stands on the record.
 */
export function NeedJournal({
  problem,
  retry,
}: {
  readonly problem: unknown
  readonly retry: () => void
}): ReactElement {
  const { t } = useWords()
  const isStep = problem instanceof Problem && problem.status === 403
  return (
    <Failed problem={problem} retry={retry}>
      {isStep && <AuditButton onOpened={retry} label={t('gate.begin-audit')} />}
    </Failed>
  )
}

function AuditButton({
  onOpened,
  label,
}: {
  readonly onOpened: () => void
  readonly label: string
}): ReactElement {
  const { begin } = useActs()
  const open = async (): Promise<void> => {
    const receipt = await begin({ act: 'case.open', input: { procedure: 'audit' } })
    const id = receipt?.events.find(({ kind }) => kind === 'case-opened')?.['case']
    if (typeof id !== 'string') return
    if (await begin({ act: 'step.claim', input: { case: id, step: 'read' } })) onOpened()
  }
  return (
    <Button size="xs" onClick={() => void open()}>
      {label}
    </Button>
  )
}
