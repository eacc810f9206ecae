import { ActionIcon, Group, Select, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowsExchange, IconX } from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { CliCommand } from '../parts/cli-command.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useWords } from '../words/words.tsx'
import { DemandFields } from './demand-fields.tsx'
import type { Slot } from './map-page.tsx'
import { PathAnswerView } from './path-answer.tsx'
import { calledOf } from './standing.ts'
import type { Mesh, PathAnswer } from './told.ts'
import classes from './trust.module.css'

interface PathPanelProps {
  readonly mesh: Mesh
  /** By key. */
  readonly ends: { readonly from: string | undefined; readonly to: string | undefined }
  readonly asked: { readonly purpose: string; readonly grade: string }
  readonly slot: Slot
  readonly onSlot: (slot: Slot) => void
  readonly onSet: (changes: Readonly<Record<string, string | undefined>>) => void
  readonly answer: PathAnswer | undefined
  readonly problem: unknown
  readonly isPending: boolean
}

/** The two units that were chosen, what is asked of a path between them, and the path. */
export function PathPanel(props: PathPanelProps): ReactElement {
  const { mesh, ends, asked, onSlot, onSet, answer, problem, isPending } = props
  const { t } = useWords()
  const own = mesh.units[0]?.key
  const swap = (): void => {
    onSet({ from: ends.to === own ? undefined : ends.to, to: ends.from })
    onSlot('to')
  }
  return (
    <Sheet title={t('trust.path')}>
      <Stack gap="sm">
        <Stack gap={6}>
          <EndSlot {...props} end="from" />
          <EndSlot {...props} end="to" />
          {ends.to !== undefined && (
            <Group justify="flex-end">
              <ActionIcon
                variant="default"
                onClick={swap}
                aria-label={t('trust.swap')}
                title={t('trust.swap')}
              >
                <IconArrowsExchange size={16} aria-hidden />
              </ActionIcon>
            </Group>
          )}
        </Stack>
        <DemandFields asked={asked} onSet={onSet} />
        <div aria-live="polite">
          {ends.to === undefined && (
            <Text size="sm" c="dimmed">
              {t('trust.choose-two')}
            </Text>
          )}
          {isPending && <Waiting rows={3} />}
          {problem !== null && problem !== undefined && <Failed problem={problem} />}
          {ends.to !== undefined && answer && !problem && <PathAnswerView mesh={mesh} answer={answer} />}
        </div>
        {ends.to !== undefined && <CliCommand command={commandOf(props)} />}
      </Stack>
    </Sheet>
  )
}

function EndSlot(props: PathPanelProps & { readonly end: Slot }): ReactElement {
  const { mesh, ends, slot, end, onSlot, onSet } = props
  const { t } = useWords()
  const key = ends[end]
  const own = mesh.units[0]?.key
  const isOwn = key !== undefined && key === own
  return (
    <Group gap={6} wrap="nowrap" align="flex-end">
      <Select
        className={classes.end ?? ''}
        data-active={slot === end}
        label={t(`trust.${end}-label`)}
        placeholder={t('trust.choose-unit')}
        size="sm"
        searchable
        limit={30}
        nothingFoundMessage={t('trust.nobody')}
        data={mesh.units.map((unit) => ({ value: unit.key, label: labelOf(unit) }))}
        value={key ?? null}
        onFocus={() => onSlot(end)}
        onChange={(value) =>
          onSet({ [end]: end === 'from' && value === own ? undefined : (value ?? undefined) })
        }
        description={isOwn ? t('trust.this-unit') : undefined}
      />
      {end === 'to' && key !== undefined && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          onClick={() => onSet({ to: undefined })}
          aria-label={t('trust.clear')}
          title={t('trust.clear')}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
      {slot === end && <VisuallyHidden>{t('trust.next-is')}</VisuallyHidden>}
    </Group>
  )
}

function labelOf(unit: Mesh['units'][number]): string {
  const called = calledOf(unit)
  return called === unit.unit ? called : `${called} · ${unit.unit}`
}

function commandOf({ mesh, ends, asked }: PathPanelProps): string {
  const domainOf = (key: string | undefined): string =>
    mesh.units.find((unit) => unit.key === key)?.unit ?? key ?? ''
  const own = mesh.units[0]?.key
  const from = ends.from === own ? [] : ['--from', domainOf(ends.from)]
  const options = ['--to', domainOf(ends.to), '--purpose', asked.purpose, '--grade', asked.grade]
  return ['chancery trust path', ...from, ...options].join(' ')
}
