import { Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useActs } from '../parts/act/acts.tsx'
import { useGuided } from '../parts/act/guided.tsx'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { ProcedureFlow } from '../parts/flow/procedure-flow.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Person } from '../parts/person.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords, Words } from '../words/words.tsx'
import type { Draft, ProcedureList, ProcedureWithText } from './answers.ts'
import { DifferenceView } from './difference-view.tsx'
import { useOutlook } from './outlook.ts'
import { OutlookView } from './outlook-view.tsx'
import { type CaseShown, type Proposal, proposalIn } from './proposals.tsx'
import { SourceView } from './source-view.tsx'

/** A drafted text, for whoever adopts it and for whoever wrote it. */
export function Page(): ReactElement {
  const { name = '', case: id = '' } = useParams({ strict: false })
  const { t, pick } = useWords()
  const shown = useAnswer<CaseShown>(`/cases/${id}`)
  const proposal = shown.data && proposalIn(shown.data)
  const current = useAnswer<ProcedureList>('/procedures')
  const known = current.data?.procedures.find((one) => one.name === name)
  return (
    <>
      <PageHead
        title={t('procedures.proposal-title', { procedure: known ? pick(known.title) : name })}
        lead={t('procedures.proposal-lead', { case: id })}
      />
      {shown.isError && <Failed problem={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Waiting />}
      {shown.data && !proposal && (shown.data.state === 'open' ? <Sent id={id} /> : <Over name={name} />)}
      {proposal && !proposal.isMine && <Take proposal={proposal} />}
      {proposal?.isMine && <Review name={name} proposal={proposal} />}
    </>
  )
}

/** The reader has done what is theirs, or nothing is left to do. */
function Sent({ id }: { readonly id: string }): ReactElement {
  const { t } = useWords()
  return (
    <Empty
      title={t('procedures.sent')}
      text={t('procedures.sent-text')}
      action={
        <Button component={Link} to={`/cases/${id}`} variant="default">
          {t('procedures.to-case', { case: id })}
        </Button>
      }
    />
  )
}

/** The case is over: adopted, or left. */
function Over({ name }: { readonly name: string }): ReactElement {
  const { t } = useWords()
  return (
    <Empty
      title={t('procedures.over')}
      text={t('procedures.over-text')}
      action={
        <Button component={Link} to={`/procedures/${name}?tab=versions`} variant="default">
          {t('procedures.to-versions')}
        </Button>
      }
    />
  )
}

/** Who adopts must have taken the step before the draft is shown: so it stands on the record who read it. */
function Take({ proposal }: { readonly proposal: Proposal }): ReactElement {
  const { t } = useWords()
  const { begin } = useActs()
  const { case: id, step } = proposal
  return (
    <Empty
      title={t('procedures.take')}
      text={t('procedures.take-text')}
      action={
        <Button onClick={() => void begin({ act: 'step.claim', input: { case: id, step } })}>
          {t('procedures.take-step')}
        </Button>
      }
    />
  )
}

function Review({ name, proposal }: { readonly name: string; readonly proposal: Proposal }): ReactElement {
  const { t, pick } = useWords()
  const officeTitle = useOfficeTitles()
  const draft = useAnswer<Draft>(`/procedures/${name}/drafts/${proposal.case}`)
  const current = useAnswer<ProcedureWithText>(`/procedures/${name}`)
  const text = draft.data?.text ?? ''
  const looked = useOutlook(text)
  const { run } = useGuided()
  if (draft.isError) return <Failed problem={draft.error} retry={() => void draft.refetch()} />
  if (!draft.data || current.isPending) return <Waiting />
  const { digest, drafted } = draft.data
  const procedure = looked.outlook?.procedure
  const title = procedure ? pick(procedure.title) : name
  const adopt = (): void => {
    void run({
      title: t('procedures.adopt-act', { title }),
      act: 'procedure.adopt',
      object: `procedure/${name}`,
      input: { name, digest },
      case: proposal.case,
      step: proposal.step,
      says: [
        { label: t('procedures.procedure'), value: title },
        { label: t('procedures.author'), value: <Person id={drafted.by} name={drafted.name} /> },
        { label: t('procedures.digest'), value: <Digest value={digest} /> },
      ],
    })
  }
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" component="div">
          <Words
            id="procedures.drafted-at"
            components={{ 0: <Person id={drafted.by} name={drafted.name} />, 1: <When iso={drafted.at} /> }}
          />
        </Text>
        <Button onClick={adopt}>{t('procedures.adopt')}</Button>
      </Group>
      <OutlookView looked={looked} text={text} />
      <Tabs defaultValue={current.data ? 'difference' : 'picture'} keepMounted={false}>
        <Tabs.List mb="sm">
          {current.data && <Tabs.Tab value="difference">{t('procedures.difference')}</Tabs.Tab>}
          <Tabs.Tab value="picture">{t('procedures.tab-picture')}</Tabs.Tab>
          <Tabs.Tab value="text">{t('procedures.tab-text')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="difference">
          {current.data && (
            <DifferenceView before={current.data.text} after={text} label={t('procedures.difference')} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="picture">
          {procedure && <ProcedureFlow procedure={procedure} officeTitle={officeTitle} />}
        </Tabs.Panel>
        <Tabs.Panel value="text">
          <SourceView text={text} label={t('procedures.text-of', { title })} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
