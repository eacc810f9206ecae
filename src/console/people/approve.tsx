import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { StepView } from '#errand'
import { useActs } from '../parts/act/acts.tsx'
import { useGuided } from '../parts/act/guided.tsx'
import { useSituation } from '../parts/act/situation.ts'
import { Failed } from '../parts/failed.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Attested, WaitingRequest } from './answers.ts'
import classes from './people.module.css'
import { ShortCode } from './short-code.tsx'

/** Approves what another person attested: the evidence is read first, under the step that decides. */
export function Approve({ one }: { readonly one: WaitingRequest }): ReactElement | undefined {
  const { t } = useWords()
  const step = useApproval(one)
  const acts = useActs()
  if (!one.attested) return undefined
  const { name, kind, id } = one.attested
  if (!step) {
    return (
      <Alert color="ink" variant="light" title={t('people.waits-approval')}>
        <Text size="sm">
          {t(`people.one-${kind}`)}: <Person id={id} name={name} />
        </Text>
        <Text size="sm">{t('people.approve-other')}</Text>
      </Alert>
    )
  }
  const take = (): void => {
    const { case: of, step: named } = step
    void acts.begin({ act: 'step.claim', input: { case: of, step: named }, title: t('people.approve-take') })
  }
  return (
    <Sheet title={t('people.approve')}>
      {step.mine ? (
        <Review one={one} attested={one.attested} step={step} />
      ) : (
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('people.approve-lead')}</Text>
          <Button onClick={take}>{t('people.approve-take')}</Button>
        </Stack>
      )}
    </Sheet>
  )
}

/** The step that the reader holds or may take, by which the request is decided. */
function useApproval({ request, attested }: WaitingRequest): StepView | undefined {
  const { situation } = useSituation()
  return situation?.views.steps.find(
    ({ case: of, permits, objects, claimable, mine, state }) =>
      of === attested?.case &&
      permits.includes('certificate.issue') &&
      objects.includes(`request/${attested.kind}/${request}`) &&
      (claimable || (mine && state === 'valid')),
  )
}

function Review(props: {
  readonly one: WaitingRequest
  readonly attested: Attested
  readonly step: StepView
}): ReactElement {
  const { one, attested, step } = props
  const { t } = useWords()
  const guided = useGuided()
  const navigate = useNavigate()
  const { request } = one
  const review = useAnswer<Attested & { readonly evidence: string }>(
    `/requests/${attested.kind}/${request}/attestation`,
  )
  if (review.error) return <Failed problem={review.error} retry={() => void review.refetch()} />
  if (!review.data) return <Waiting />
  const { kind, id, name, by, grade, evidence, dnsNames } = review.data
  const issue = (): void => {
    const errand = guided.run({
      title: t('people.issue-title', { name }),
      act: 'certificate.issue',
      object: `request/${kind}/${request}`,
      case: step.case,
      step: step.step,
      input: { request, kind },
      says: [
        { label: t('people.code'), value: <ShortCode request={request} isLarge /> },
        { label: t('people.name'), value: <Person id={id} name={name} /> },
        { label: t('people.grade'), value: t(`people.grade-${grade}`) },
        { label: t('people.evidence'), value: evidence },
      ],
    })
    void errand.then((receipts) => receipts && navigate({ to: `/people/${kind}/${id}` }))
  }
  return (
    <Stack gap="md">
      <dl className={classes.facts}>
        <dt>{t(`people.one-${kind}`)}</dt>
        <dd>
          <Person id={id} name={name} />
        </dd>
        <dt>{t('people.attested-by')}</dt>
        <dd>
          <Person id={by} />
        </dd>
        <dt>{t('people.evidence')}</dt>
        <dd>
          <bdi>{evidence}</bdi>
        </dd>
        <dt>{t('people.grade')}</dt>
        <dd>
          {t(`people.grade-${grade}`)}{' '}
          <Text span size="xs" c="dimmed">
            {t(`people.grade-${grade}-means`)}
          </Text>
        </dd>
        {dnsNames.length > 0 && (
          <>
            <dt>{t('people.hosts')}</dt>
            <dd>{dnsNames.join(', ')}</dd>
          </>
        )}
      </dl>
      <Text size="sm">{t('people.approve-means')}</Text>
      <Group justify="flex-end">
        <Button onClick={issue}>{t('people.issue')}</Button>
      </Group>
    </Stack>
  )
}
