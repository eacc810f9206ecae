import { Alert, List, Radio, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import type { Near, PlanFault, Way } from '#errand'
import { useWords } from '../../words/words.tsx'
import { stepTitleIn, titleOf } from './moves-list.tsx'
import type { Situation } from './situation.ts'

/** Why no step permits what somebody wants, or which of several they choose. */
export function NoWay(props: {
  readonly fault: PlanFault
  readonly situation: Situation
  readonly onChoose: (way: Way) => void
}): ReactElement {
  const { fault, situation, onChoose } = props
  const { t } = useWords()
  switch (fault.kind) {
    case 'ways-several':
      return <Ways ways={fault.ways} situation={situation} onChoose={onChoose} />
    case 'way-missing':
      return (
        <Alert color="yellow" variant="light" title={t('guided.no-way')}>
          {fault.near.length === 0 ? (
            <Text size="sm">{t('guided.no-way-detail')}</Text>
          ) : (
            <List size="sm">
              {fault.near.map((near) => (
                <List.Item key={JSON.stringify(near)}>
                  <NearWords near={near} situation={situation} />
                </List.Item>
              ))}
            </List>
          )}
        </Alert>
      )
    case 'outcome-unknown':
      return <Text size="sm">{t('guided.outcome-unknown', { outcomes: fault.outcomes.join(', ') })}</Text>
  }
}

function Ways(props: {
  readonly ways: readonly Way[]
  readonly situation: Situation
  readonly onChoose: (way: Way) => void
}): ReactElement {
  const { ways, situation, onChoose } = props
  const { t, pick } = useWords()
  const wordsOf = (way: Way): string => {
    const procedure = titleOf(situation, way.procedure, pick)
    if (way.way === 'procedure') return t('guided.open', { procedure })
    const step = stepTitleIn(situation, way.procedure, way.step, pick)
    return t('guided.way-step', { procedure, step, case: way.case })
  }
  return (
    <Radio.Group label={t('guided.several')} value="" onChange={(at) => choose(ways, Number(at), onChoose)}>
      <Stack gap={6} mt="xs">
        {ways.map((way, at) => (
          <Radio key={wordsOf(way)} value={String(at)} label={wordsOf(way)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function choose(ways: readonly Way[], at: number, onChoose: (way: Way) => void): void {
  const way = ways[at]
  if (way) onChoose(way)
}

function NearWords({
  near,
  situation,
}: {
  readonly near: Near
  readonly situation: Situation
}): ReactElement {
  const { t, pick } = useWords()
  const procedure = titleOf(situation, near.procedure, pick)
  const step = 'step' in near ? stepTitleIn(situation, near.procedure, near.step, pick) : ''
  switch (near.near) {
    case 'waiting-step':
      return <>{t('guided.near-waiting', { procedure, step, case: near.case })}</>
    case 'later-step':
      return <>{t('guided.near-later', { procedure, step })}</>
    case 'not-opener':
      return <>{t('guided.near-opener', { procedure, who: whoIs(near.openedBy) })}</>
    case 'not-trustee':
      return <>{t('guided.near-trustee', { procedure, step, who: whoIs(near.by) })}</>
    case 'data-missing':
      return <>{t('guided.near-data', { procedure, member: near.member })}</>
  }
}

type Trustee = Extract<Near, { readonly near: 'not-opener' }>['openedBy']

function whoIs(trustee: Trustee): string {
  if (trustee.kind === 'any-of') return trustee.of.map(whoIs).join(', ')
  if (trustee.kind === 'office') return trustee.office
  if (trustee.kind === 'person') return trustee.person
  return trustee.kind === 'unit' ? trustee.unit : trustee.kind
}
