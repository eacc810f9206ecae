import { Anchor, Button, Stack, Text } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { Digest } from '../parts/digest.tsx'
import { download } from '../parts/export.ts'
import { Failed } from '../parts/failed.tsx'
import { plainName } from '../parts/flow/offices.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { Badge } from '../proof/proof.tsx'
import { outcomes, type Report } from '../proof/report.ts'
import type { ShownEntry } from '../proof/shown.ts'
import { StepLine } from '../proof/step-line.tsx'
import { useEntryReport } from '../proof/use-report.ts'
import type { Receipt } from '../wire/act.ts'
import { useAnswer } from '../wire/answer.ts'
import { useUnit } from '../wire/unit.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { useActLabels } from './act-labels.ts'
import type { ShownCase } from './case.ts'
import { caseOfReceipt, headOf, linesOf, type SignedAct, signedActOf } from './receipt.ts'
import classes from './work.module.css'

/** The receipt of an act: what was signed, and the proof that it stands on the record. To be kept or printed. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { index = '' }: { readonly index?: string } = useParams({ strict: false })
  const { data, error, refetch } = useEntryReport(Number(index))
  if (error) {
    return (
      <>
        <PageHead title={t('work.receipt')} />
        <Failed problem={error} retry={() => void refetch()} />
      </>
    )
  }
  return data ? <ReceiptView shown={data.shown} report={data.report} /> : <Waiting rows={8} />
}

function ReceiptView(props: { readonly shown: ShownEntry; readonly report: Report }): ReactElement {
  const { shown, report } = props
  const { receipt } = shown
  const { t, pick } = useWords()
  const labels = useActLabels()
  const of = caseOfReceipt(receipt)
  const keep = (): void =>
    download(`receipt-${receipt.index}.json`, 'application/json', `${JSON.stringify(receipt, null, 2)}\n`)
  return (
    <>
      <PageHead
        title={t('work.receipt-of', { act: pick(labels.act(receipt.act)) })}
        lead={
          <>
            <Badge report={report} /> {t('work.receipt-lead')}
          </>
        }
        actions={
          <>
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={keep}>
              {t('act.keep-receipt')}
            </Button>
            <Button leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
              {t('work.print')}
            </Button>
          </>
        }
      />
      <Stack gap="lg">
        <Sheet title={t('work.what-was-signed')}>
          <Signed shown={shown} of={of} />
        </Sheet>
        <Sheet title={t('work.where-it-stands')}>
          <Stands receipt={receipt} />
        </Sheet>
        <Sheet title={t('work.verified')}>
          <Stack gap="sm">
            {Array.from(outcomes(report), ([step]) => (
              <StepLine key={step} step={step} report={report} />
            ))}
          </Stack>
        </Sheet>
        {of !== undefined && (
          <Anchor component={Link} to={`/cases/${of}`} className="no-print">
            {t('work.to-case', { case: of })}
          </Anchor>
        )}
      </Stack>
    </>
  )
}

function Signed({
  shown,
  of,
}: {
  readonly shown: ShownEntry
  readonly of: string | undefined
}): ReactElement {
  const { receipt, actor, name } = shown
  const { t, pick } = useWords()
  const { exactTime } = useFormats()
  const labels = useActLabels()
  const signed = signedActOf(receipt)
  const id = actor.slice(actor.indexOf('/') + 1)
  return (
    <dl className={classes.things}>
      <Row label={t('act.what')}>{pick(labels.act(receipt.act))}</Row>
      <Row label={t('work.by')}>
        <Person id={id} name={name} />
      </Row>
      <Row label={t('work.signed-at')}>{exactTime(signed?.time ?? receipt.time)}</Row>
      {of !== undefined && <Row label={t('work.case')}>{t('work.case-number', { case: of })}</Row>}
      {signed && <Input act={signed} of={of} />}
      {signed?.under && (
        <Row label={t('act.under')}>
          {t('act.under-step', { case: signed.under.case, step: signed.under.step })}
        </Row>
      )}
      {signed?.override !== undefined && <Row label={t('act.although')}>{signed.override}</Row>}
      {signed && (
        <Row label={t('work.key')}>
          <Whole value={signed.key} />
        </Row>
      )}
    </dl>
  )
}

/** What the act said, member by member: steps by their titles, data each for itself. */
function Input(props: { readonly act: SignedAct; readonly of: string | undefined }): ReactElement {
  const { act, of } = props
  const { pick } = useWords()
  const labels = useActLabels()
  const shown = useAnswer<ShownCase>(`/cases/${of ?? ''}`, {}, { enabled: of !== undefined })
  const titles = new Map(shown.data?.steps.map((step) => [step.step, pick(step.titles)]))
  const label = (member: string): string => pick(labels.member(act.act, member) ?? plainName(member))
  return (
    <>
      {linesOf(act.input).map(({ member, value }) => (
        <Row key={member} label={label(member)}>
          {member === 'step' ? (titles.get(value) ?? value) : value}
        </Row>
      ))}
    </>
  )
}

function Stands({ receipt }: { readonly receipt: Receipt }): ReactElement {
  const { t } = useWords()
  const { exactTime, number } = useFormats()
  const unit = useUnit()
  const head = headOf(receipt)
  return (
    <>
      <dl className={classes.things}>
        <Row label={t('work.record-of')}>{unit.data?.name ?? head.origin}</Row>
        <Row label={t('work.entry')}>{number(receipt.index)}</Row>
        <Row label={t('work.recorded-at')}>{exactTime(receipt.time)}</Row>
        <Row label={t('work.act-id')}>
          <Whole value={receipt.id} />
        </Row>
        <Row label={t('work.record-size')}>{number(head.size)}</Row>
        <Row label={t('work.record-root')}>
          <Whole value={head.root} />
        </Row>
      </dl>
      <Text size="sm" c="dimmed" mt="sm">
        {t('work.receipt-proves')}
      </Text>
      <pre className={classes.checkpoint}>{receipt.checkpoint}</pre>
    </>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  )
}

/** A digest that is shortened on the screen, where it can be copied, and whole on paper, where it cannot. */
function Whole({ value }: { readonly value: string }): ReactElement {
  return (
    <>
      <code className="print-only">{value}</code>
      <span className="no-print">
        <Digest value={value} />
      </span>
    </>
  )
}
