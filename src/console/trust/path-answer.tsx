import { Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { State, type Tone } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { FoundPathView } from './found-path.tsx'
import { NearestView } from './nearest-view.tsx'
import { calledOf } from './standing.ts'
import type { Mesh, PathAnswer } from './told.ts'

/** Whether one unit accepts another, and how; or what stands in the way. */
export function PathAnswerView({
  mesh,
  answer,
}: {
  readonly mesh: Mesh
  readonly answer: PathAnswer
}): ReactElement {
  const { t } = useWords()
  const { span } = useFormats()
  const named = namesIn(mesh)
  const { tone, words } = verdictOf(answer)
  return (
    <Stack gap="sm">
      <div>
        <State tone={tone}>{t(words)}</State>
      </div>
      <ViewNote answer={answer} called={named(answer.from.key, answer.from.unit)} />
      {answer.answer === 'found' && (
        <FoundPathView
          found={answer}
          from={answer.from}
          named={named}
          ageOf={(key) => {
            const status = answer.statuses.find((one) => one.key === key)
            return status && t('trust.status-age-of', { age: span(status.ageSeconds * 1000) })
          }}
        />
      )}
      {answer.answer === 'none' && <NearestView nearest={answer.nearest} />}
      {answer.answer === 'unknown' && <Text size="sm">{t('trust.budget-spent')}</Text>}
    </Stack>
  )
}

function verdictOf(answer: PathAnswer): { readonly tone: Tone; readonly words: string } {
  if (answer.answer === 'unknown') return { tone: 'warn', words: 'trust.path-unknown' }
  if (answer.answer === 'none') return { tone: 'bad', words: 'trust.path-none' }
  if (!answer.view.own) return { tone: 'calm', words: 'trust.path-seen' }
  if (answer.confirmed === 'accepted') return { tone: 'good', words: 'trust.path-proven' }
  if (answer.confirmed === 'refused') return { tone: 'bad', words: 'trust.path-refuted' }
  return { tone: 'warn', words: 'trust.path-unproven' }
}

/** Of another unit's trust this one knows what was published, as of when. */
function ViewNote({
  answer,
  called,
}: {
  readonly answer: PathAnswer
  readonly called: string
}): ReactElement | undefined {
  const { t } = useWords()
  const { own, heard } = answer.view
  if (own) return undefined
  return (
    <Text size="sm" c="dimmed">
      {heard === undefined ? (
        t('trust.view-unheard', { unit: called })
      ) : (
        <>
          {t('trust.view-other', { unit: called })} <When iso={heard} />
        </>
      )}
    </Text>
  )
}

/** What people call the unit of a key. */
export function namesIn(mesh: Mesh): (key: string, unit: string) => string {
  const names = new Map(mesh.units.map((one) => [one.key, calledOf(one)]))
  return (key, unit) => names.get(key) ?? unit
}
