import { Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { type Head, openHead, rootText } from '../proof/head.ts'
import { useLook } from '../proof/use-report.ts'
import { useUnit } from '../wire/unit.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { Health } from './health.ts'

/** The signed heads of both logs, opened in this browser, and who signed them besides the unit. */
export function Checkpoints({ health }: { readonly health: Health }): ReactElement | null {
  const { t } = useWords()
  const unit = useUnit().data
  const look = useLook().data
  if (!unit) return null
  const record = openHead(health.record.checkpoint, unit.recordKey)
  const journal = openHead(health.journal.checkpoint, unit.journalKey)
  const witnesses = record.ok ? record.value.witnesses : []
  return (
    <Sheet title={t('unit.checkpoints')}>
      <Stack gap="sm">
        <Line
          name={t('unit.checkpoint-record')}
          head={record.ok ? record.value : undefined}
          isSound={look?.kind === 'sound'}
          good={t('proof.verdict-holds')}
        />
        <Line
          name={t('unit.checkpoint-journal')}
          head={journal.ok ? journal.value : undefined}
          isSound={journal.ok}
          good={t('unit.signed')}
        />
        <Witnesses names={witnesses} />
      </Stack>
    </Sheet>
  )
}

function Line(props: {
  readonly name: string
  readonly head: Head | undefined
  readonly isSound: boolean
  /** What is said when all is well. */
  readonly good: string
}): ReactElement {
  const { name, head, isSound, good } = props
  const { t } = useWords()
  const { number } = useFormats()
  const isGood = head !== undefined && isSound
  return (
    <Group gap="sm">
      <Text size="sm" w="6rem">
        {name}
      </Text>
      <State tone={isGood ? 'good' : 'warn'}>{isGood ? good : t('proof.verdict-unknown')}</State>
      {head && (
        <>
          <Text size="sm" className="tabular">
            {t('unit.checkpoint-at', { size: number(head.size) })}
          </Text>
          <Digest value={rootText(head)} />
        </>
      )}
    </Group>
  )
}

function Witnesses({ names }: { readonly names: readonly string[] }): ReactElement {
  const { t } = useWords()
  const { list } = useFormats()
  return (
    <Text size="sm" c="dimmed">
      {names.length === 0 ? t('unit.witnesses-none') : t('unit.witnesses', { names: list(names) })}
    </Text>
  )
}
