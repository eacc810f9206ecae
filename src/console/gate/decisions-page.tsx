import { Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { type ReactElement, useDeferredValue, useMemo, useState } from 'react'
import { useAddress } from '../parts/address.ts'
import { Empty } from '../parts/empty.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { DecisionLines } from './decision-lines.tsx'
import { GateHead } from './gate-head.tsx'
import { NeedJournal } from './need-journal.tsx'
import type { Decision, Services } from './told.ts'
import { decisionsKeptMax, useDecisions, type Watching } from './use-decisions.ts'

/** The decisions of the gate as they fall. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  const { values, set } = useAddress()
  const { decisions, skipped, watching, problem, again } = useDecisions()
  const [held, setHeld] = useState<readonly Decision[]>()
  const services = useAnswer<Services>('/services')
  const shown = useDeferredValue(held ?? decisions)
  const { q = '', show = 'all', service } = values
  const fitting = useMemo(
    () => shown.filter((one) => fits(one, { q: q.toLowerCase(), show, service })),
    [shown, q, show, service],
  )
  const refused = decisions.filter(({ permitted }) => !permitted).length
  return (
    <>
      <GateHead
        title={t('gate.decisions')}
        lead={t('gate.decisions-lead')}
        actions={
          <Button
            variant={held ? 'filled' : 'default'}
            leftSection={
              held ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
            }
            disabled={watching === 'ended'}
            onClick={() => setHeld(held ? undefined : decisions)}
          >
            {t(held ? 'gate.go-on' : 'gate.pause')}
          </Button>
        }
      />
      <Group gap="xs" mb="sm" align="flex-end">
        <SegmentedControl
          size="sm"
          aria-label={t('gate.show')}
          value={show}
          onChange={(value) => set({ show: value === 'all' ? undefined : value })}
          data={['all', 'permitted', 'refused'].map((value) => ({ value, label: t(`gate.show-${value}`) }))}
        />
        <Select
          size="sm"
          w={190}
          aria-label={t('gate.service')}
          placeholder={t('gate.service')}
          clearable
          data={(services.data?.services ?? []).map((one) => ({ value: one.service, label: one.title }))}
          value={service ?? null}
          onChange={(value) => set({ service: value ?? undefined })}
        />
        <TextInput
          size="sm"
          aria-label={t('gate.search')}
          placeholder={t('gate.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={q}
          onChange={(event) => set({ q: event.currentTarget.value })}
        />
        <Group gap="xs" ml="auto">
          {refused > 0 && <State tone="bad">{t('gate.refused-count', { count: refused })}</State>}
          <Hearing watching={watching} isHeld={held !== undefined} />
        </Group>
      </Group>
      {problem !== undefined && <NeedJournal problem={problem} retry={again} />}
      {watching === 'opening' && <Waiting rows={6} />}
      {watching !== 'opening' && problem === undefined && fitting.length === 0 && (
        <Empty
          title={t(shown.length === 0 ? 'gate.quiet' : 'gate.none-fit')}
          text={t(shown.length === 0 ? 'gate.quiet-next' : 'gate.none-fit-next')}
        />
      )}
      {fitting.length > 0 && <DecisionLines decisions={fitting} />}
      {skipped > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('gate.skipped', { count: skipped })}
        </Text>
      )}
      {decisions.length >= decisionsKeptMax && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('gate.newest', { count: number(decisionsKeptMax) })}
        </Text>
      )}
    </>
  )
}

function Hearing({
  watching,
  isHeld,
}: {
  readonly watching: Watching
  readonly isHeld: boolean
}): ReactElement {
  const { t } = useWords()
  if (isHeld) return <State tone="warn">{t('gate.held')}</State>
  const tone = ({ opening: 'quiet', open: 'good', broken: 'warn', ended: 'bad' } as const)[watching]
  return <State tone={tone}>{t(`gate.watching-${watching}`)}</State>
}

function fits(
  decision: Decision,
  { q, show, service }: { readonly q: string; readonly show: string; readonly service: string | undefined },
): boolean {
  if (show !== 'all' && decision.permitted !== (show === 'permitted')) return false
  if (service !== undefined && decision.service?.id !== service) return false
  if (q === '') return true
  const { by, permission = '', object = '', under, method = '' } = decision
  const texts = [by?.name ?? '', by?.id ?? '', permission, object, under?.case ?? '', method]
  return texts.some((text) => text.toLowerCase().includes(q))
}
