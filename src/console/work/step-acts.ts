import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type ActWish, useActs } from '../parts/act/acts.tsx'
import type { Receipt } from '../wire/act.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { PossibleAct, ShownCase, ShownStep } from './case.ts'

/** What an act says beside case and step. */
export interface Saying {
  readonly input?: Readonly<Record<string, unknown>>
  readonly says?: NonNullable<ActWish['says']>
}

/** Begins acts on a case or on a step of it. */
export interface StepActs {
  readonly begin: (
    act: PossibleAct,
    of: ShownCase,
    step: ShownStep | undefined,
    saying?: Saying,
  ) => Promise<Receipt | undefined>
}

/** Acts on steps, told in words; what is shown is asked for again afterwards, whatever became of them. */
export function useStepActs(): StepActs {
  const { begin } = useActs()
  const { t, pick } = useWords()
  const client = useQueryClient()
  return useMemo<StepActs>(
    () => ({
      async begin({ act, person, under }, of, step, { input = {}, says = [] } = {}) {
        const about = step ? { case: of.case, step: step.step } : { case: of.case }
        const receipt = await begin({
          act,
          title: titleOf(act, step && pick(step.titles), t),
          input: { ...about, ...(person !== undefined && { person }), ...input },
          ...(under && { under }),
          says: [
            {
              label: t('work.case'),
              value: t('work.case-of', { title: pick(of.titles), case: of.case }),
            },
            ...(step ? [{ label: t('work.step'), value: pick(step.titles) }] : []),
            ...(person === undefined
              ? []
              : [{ label: t('work.person'), value: of.names?.[person] ?? person }]),
            ...says,
          ],
        })
        // Somebody else may have been faster: then what is shown is no longer so.
        void client.invalidateQueries()
        return receipt
      },
    }),
    [begin, client, pick, t],
  )
}

function titleOf(act: string, step: string | undefined, t: Spoken['t']): string {
  const label = t(`work.act-${act.replace('.', '-')}`)
  return step === undefined ? label : t('work.act-of', { act: label, step })
}
