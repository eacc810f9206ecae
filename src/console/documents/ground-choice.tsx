import { List, Radio, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/words.tsx'
import { type Ground, groundKey, type NearGround, useGrounds } from './grounds.ts'

/** The steps under which one may sign or seal now; where there is none, those that could be taken. */
export function GroundChoice(props: {
  readonly chosen: string | undefined
  readonly onChoose: (ground: Ground) => void
}): ReactElement {
  const { chosen, onChoose } = props
  const { t, pick } = useWords()
  const { grounds, near, problem, retry } = useGrounds()
  if (grounds === undefined) return problem ? <Failed problem={problem} retry={retry} /> : <Waiting />
  if (grounds.length === 0) return <Near near={near} />
  const choose = (key: string): void => {
    const ground = grounds.find((one) => groundKey(one) === key)
    if (ground !== undefined) onChoose(ground)
  }
  return (
    <Radio.Group value={chosen ?? ''} onChange={choose} aria-label={t('documents.ground')}>
      <Stack gap="sm">
        {grounds.map((ground) => (
          <Radio
            key={groundKey(ground)}
            value={groundKey(ground)}
            label={
              <>
                {t(`documents.ground-${ground.act}`, { step: pick(ground.stepTitle) })}{' '}
                <Text span size="sm" c="dimmed">
                  {t('documents.ground-case', { case: ground.case, title: pick(ground.caseTitle) })}
                </Text>
              </>
            }
            description={
              <>
                {t('documents.ground-object', { object: ground.object })}
                {ground.deadline !== undefined && (
                  <>
                    {' · '}
                    {t('documents.ground-until')} <When iso={ground.deadline} />
                  </>
                )}
              </>
            }
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function Near({ near }: { readonly near: readonly NearGround[] }): ReactElement {
  const { t, pick } = useWords()
  if (near.length === 0)
    return <Empty title={t('documents.ground-none')} text={t('documents.ground-none-next')} />
  return (
    <Stack gap="xs">
      <Text size="sm">{t('documents.ground-near')}</Text>
      <List size="sm">
        {near.map(({ act, case: id, step, stepTitle, caseTitle }) => (
          <List.Item key={`${act} ${id} ${step}`}>
            <Link to="/cases/$case" params={{ case: id }}>
              {t(`documents.ground-${act}`, { step: pick(stepTitle) })}
            </Link>{' '}
            {t('documents.ground-case', { case: id, title: pick(caseTitle) })}
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
