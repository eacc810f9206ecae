import { Alert, Button, Menu, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconDots, IconPrinter } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { useActs } from '../parts/act/acts.tsx'
import { Failed, sentence } from '../parts/failed.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import type { ShownProcedure } from '../parts/flow/ties.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import { ActDialog, type Asked } from './act-dialog.tsx'
import { type Missing, namesIn, type PossibleAct, type ShownCase, type ShownStep } from './case.ts'
import { CaseNow } from './case-now.tsx'
import { CaseStateLabel } from './case-state.tsx'
import { CaseSteps } from './case-steps.tsx'
import { CaseThings } from './case-things.tsx'
import { CaseTimeline } from './case-timeline.tsx'
import { needsDialog } from './dialog-fields.ts'
import { subjectOf } from './duties.ts'
import { focusWhereLost } from './focus.ts'
import { Somebody } from './somebody.tsx'
import { useStepActs } from './step-acts.ts'

/** Of what the reader can do now. */
const nowId = 'case-now'

/** Fetched beside the page: the picture needs more than all the rest of it. */
const ProcedureFlow = lazy(async () => ({
  default: (await import('../parts/flow/procedure-flow.tsx')).ProcedureFlow,
}))

/** One case: how it stands, who did what, and what the reader may do. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { case: id = '' }: { readonly case?: string } = useParams({ strict: false })
  const { data, error, refetch } = useAnswer<ShownCase>(`/cases/${encodeURIComponent(id)}`)
  // What was shown before stays while the unit cannot be asked.
  if (error && (!data || error.status === 403 || error.status === 404)) {
    return (
      <>
        <PageHead title={t('work.case-number', { case: id })} />
        <Failed problem={error} retry={() => void refetch()}>
          {error.kind === 'not-yours' && <Emergency id={id} />}
        </Failed>
      </>
    )
  }
  return data ? <CaseView key={id} of={data} /> : <Waiting rows={6} />
}

/** Whoever may break a glass need not have been shown the case before. */
function Emergency({ id }: { readonly id: string }): ReactElement {
  const { t } = useWords()
  const { begin } = useActs()
  const client = useQueryClient()
  const take = async (): Promise<void> => {
    await begin({ act: 'step.break-glass', input: { case: id } })
    void client.invalidateQueries()
  }
  return (
    <>
      <Text size="sm">{t('work.not-shown')}</Text>
      <Button size="compact-sm" variant="default" onClick={() => void take()}>
        {t('work.act-step-break-glass')}
      </Button>
    </>
  )
}

function CaseView({ of }: { readonly of: ShownCase }): ReactElement {
  const { t } = useWords()
  const path = `/cases/${of.case}`
  const missing = useAnswer<Missing>(`${path}/missing`)
  const acts = useStepActs()
  const [asked, setAsked] = useState<Asked>()
  const names = namesIn(of, missing.data)
  const start = (act: PossibleAct, step: ShownStep | undefined): void => {
    if (needsDialog(act.act, step)) setAsked({ act, step })
    else void acts.begin(act, { ...of, names }, step).then(() => focusWhereLost(nowId))
  }
  return (
    <>
      <Head of={of} names={names} acts={missing.data?.acts ?? []} onStart={start} />
      <Stack gap="lg">
        <Notices of={of} />
        {missing.error && <Failed problem={missing.error} retry={() => void missing.refetch()} />}
        {of.state === 'open' && missing.data && (
          <div className="no-print" id={nowId} tabIndex={-1}>
            <CaseNow of={of} missing={missing.data} names={names} onStart={start} />
          </div>
        )}
        <Flow of={of} names={names} />
        <CaseSteps of={of} missing={missing.data} names={names} />
        <CaseTimeline of={of} names={names} />
        <CaseThings of={of} names={names} />
      </Stack>
      {asked && (
        <ActDialog
          key={`${asked.act.act} ${asked.step?.step ?? ''}`}
          asked={asked}
          of={of}
          missing={missing.data}
          names={names}
          onEnd={() => {
            setAsked(undefined)
            focusWhereLost(nowId)
          }}
        />
      )}
      <Text className="print-only" size="xs">
        {t('work.printed-from', { address: location.href })}
      </Text>
    </>
  )
}

function Head(props: {
  readonly of: ShownCase
  readonly names: Readonly<Record<string, string>>
  readonly acts: readonly PossibleAct[]
  readonly onStart: (act: PossibleAct, step: undefined) => void
}): ReactElement {
  const { of, names, acts, onStart } = props
  const { t, pick } = useWords()
  const subject = subjectOf(of)
  return (
    <PageHead
      title={subject === '' ? pick(of.titles) : t('work.case-about', { title: pick(of.titles), subject })}
      lead={
        <span>
          <CaseStateLabel of={of} /> {t('work.case-number', { case: of.case })} · {t('work.opened-by')}{' '}
          <Somebody party={of.opener} names={names} /> · <When iso={of.opened} />
          {of.ended !== undefined && (
            <>
              {' '}
              · {t('work.ended')} <When iso={of.ended} />
            </>
          )}
        </span>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('work.print')}
          </Button>
          {acts.length > 0 && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" aria-label={t('work.more-acts')} px="xs">
                  <IconDots size={18} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown maw="22rem">
                {acts.map((act) => (
                  <Menu.Item
                    key={act.act}
                    {...(act.may && { color: 'red' })}
                    disabled={!act.may}
                    onClick={() => onStart(act, undefined)}
                  >
                    {t(`work.act-${act.act.replace('.', '-')}`)}
                    {act.refusal && (
                      <Text size="xs" c="dimmed">
                        {sentence(act.refusal.detail)}
                      </Text>
                    )}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }
    />
  )
}

interface Outlook {
  readonly finishable?: 'yes' | 'no' | 'unknown'
  readonly why?: string
  readonly repairs?: readonly { readonly office: string; readonly training?: readonly string[] }[]
}

/** What is amiss with the case as a whole: that it cannot be finished, and what would repair it. */
function Notices({ of }: { readonly of: ShownCase }): ReactElement | undefined {
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  const { data } = useAnswer<Outlook>(`/cases/${of.case}/outlook`, {}, { enabled: of.state === 'open' })
  if (of.state === 'cancelled' && of.reason !== undefined) {
    return <Alert title={t('work.cancelled-why')}>{of.reason}</Alert>
  }
  if (of.state !== 'open' || data?.finishable !== 'no') return undefined
  const { why, repairs = [] } = data
  return (
    <Alert color="red" title={t('work.stuck')} icon={<IconAlertTriangle aria-hidden />}>
      {why !== undefined && <Text size="sm">{sentence(why)}</Text>}
      {repairs.map(({ office }) => (
        <Text key={office} size="sm">
          {t('work.stuck-repair', { office: officeTitle(office) })}
        </Text>
      ))}
    </Alert>
  )
}

/** The procedure as it was when the case was opened, with the steps as they stand. */
function Flow(props: {
  readonly of: ShownCase
  readonly names: Readonly<Record<string, string>>
}): ReactElement | undefined {
  const { of, names } = props
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  const version = `/procedures/${of.procedure}/versions/${of.digest}`
  const { data } = useAnswer<ShownProcedure>(version)
  if (!data) return undefined
  const states = Object.fromEntries(
    of.steps.map(({ executor, ...step }) => {
      const name = executor?.id === undefined ? undefined : names[executor.id]
      const holder = executor && { ...executor, ...(name !== undefined && { name }) }
      return [step.step, { ...step, ...(holder && { executor: holder }) }]
    }),
  )
  return (
    <div className="no-print">
      <Sheet title={t('work.flow')}>
        <Suspense fallback={<Waiting />}>
          <ProcedureFlow procedure={data} states={states} officeTitle={officeTitle} />
        </Suspense>
      </Sheet>
    </div>
  )
}
