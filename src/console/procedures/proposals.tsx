import { Alert, Anchor, List } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'

/** A step of a case as `GET /cases` tells it, as far as it is looked at here. */
export interface CaseStep {
  readonly step: string
  readonly title: string
  readonly state: string
  readonly mine: boolean
  readonly claimable: boolean
  readonly permits: readonly string[]
  readonly objects: readonly string[]
}

export interface CaseShown {
  readonly case: string
  readonly procedure: string
  readonly state: string
  readonly steps: readonly CaseStep[]
}

/** A text that waits for somebody to read and adopt it. */
export interface Proposal {
  readonly case: string
  readonly step: string
  readonly procedure: string
  readonly isMine: boolean
}

const adopting = 'procedure.adopt'

/** The proposal of a case, where the reader may take the step that adopts, or holds it. */
export function proposalIn({ case: id, steps }: CaseShown): Proposal | undefined {
  const step = steps.find(({ permits, mine, claimable, state }) => {
    return permits.includes(adopting) && (claimable || (mine && state === 'valid'))
  })
  const object = step?.objects.find((one) => one.startsWith('procedure/'))
  if (!step || object === undefined) return undefined
  return { case: id, step: step.step, procedure: object.slice('procedure/'.length), isMine: step.mine }
}

/** What waits for the reader, above the list of procedures. */
export function Proposals(): ReactElement | undefined {
  const { t } = useWords()
  const { data } = useAnswer<{ readonly cases: readonly CaseShown[] }>('/cases')
  const waiting = (data?.cases ?? []).flatMap((one) => proposalIn(one) ?? [])
  if (waiting.length === 0) return undefined
  return (
    <Alert variant="light" mb="md" title={t('procedures.waiting', { count: waiting.length })}>
      <List size="sm">
        {waiting.map(({ case: id, procedure }) => (
          <List.Item key={id}>
            <Anchor component={Link} to={`/procedures/${procedure}/proposals/${id}`} size="sm">
              {t('procedures.waiting-one', { procedure, case: id })}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
