import { acts } from 'virtual:acts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconPrinter } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CliCommand } from '../parts/cli-command.tsx'
import { download } from '../parts/export.ts'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { hashText } from '../proof/entry-proof.ts'
import { type EntryEvidence, evidenceForm, evidenceText } from '../proof/evidence.ts'
import { indexedMemory } from '../proof/indexed-memory.ts'
import { VerdictState } from '../proof/proof.tsx'
import { outcomes, type Report } from '../proof/report.ts'
import type { ShownEntry } from '../proof/shown.ts'
import { StepLine } from '../proof/step-line.tsx'
import { useEntryReport } from '../proof/use-report.ts'
import { reach } from '../wire/ask.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { Actor } from './actor.tsx'
import { Deed } from './deed.tsx'
import { Raw } from './raw.tsx'
import classes from './record.module.css'
import { TreeFigure } from './tree-figure.tsx'

/** One entry: what was done, by whom, with what right, and the proof of it, step by step. */
export function Page(): ReactElement {
  const { index: text = '' } = useParams({ strict: false })
  const index = Number(text)
  return <Entry key={index} index={index} />
}

function Entry({ index }: { readonly index: number }): ReactElement {
  const { t } = useWords()
  const { data, error, refetch } = useEntryReport(index)
  if (error) {
    return (
      <>
        <PageHead title={t('record.entry', { index })} actions={<Neighbours index={index} />} />
        <Failed problem={error} retry={() => void refetch()} />
      </>
    )
  }
  if (!data) return <Waiting rows={8} />
  return <Shown shown={data.shown} report={data.report} />
}

function Shown({ shown, report }: { readonly shown: ShownEntry; readonly report: Report }): ReactElement {
  const { t, pick } = useWords()
  const { exactTime } = useFormats()
  const { receipt } = shown
  const label = acts.find(({ name }) => name === receipt.act)?.label
  if (!report.inclusion.ok) return <Broken shown={shown} report={report} />
  return (
    <>
      <PageHead
        title={label === undefined ? receipt.act : pick(label)}
        lead={
          <Group gap="xs">
            <span>{t('record.entry', { index: receipt.index })}</span>
            <span aria-hidden>·</span>
            <Actor actor={shown.actor} name={shown.name} />
            <span aria-hidden>·</span>
            <When iso={receipt.time} />
            <VerdictState report={report} />
          </Group>
        }
        actions={<EntryActions shown={shown} report={report} />}
      />
      <div className={classes.columns}>
        <Stack gap="lg">
          <Deed report={report} actor={shown.actor} name={shown.name} />
          <Raw report={report} />
        </Stack>
        <Stack gap="lg">
          <Steps report={report} />
          <Way report={report} />
          <OnPaper report={report} />
          <CliCommand command={`chancery entry show ${receipt.index} --json`} />
          <Text size="xs" c="dimmed" className="tabular">
            {t('record.looked', { at: exactTime(new Date().toISOString()) })}
          </Text>
        </Stack>
      </div>
    </>
  )
}

/** The entry is not the one that was signed: nothing of what the unit says about it is told as true. */
function Broken({ shown, report }: { readonly shown: ShownEntry; readonly report: Report }): ReactElement {
  const { t } = useWords()
  return (
    <>
      <PageHead
        title={t('record.entry', { index: shown.receipt.index })}
        lead={<VerdictState report={report} />}
        actions={<EntryActions shown={shown} report={report} />}
      />
      <Stack gap="lg" maw="46rem">
        <Text size="sm">{t('record.unproven')}</Text>
        <Steps report={report} />
      </Stack>
    </>
  )
}

function Steps({ report }: { readonly report: Report }): ReactElement {
  const { t } = useWords()
  return (
    <Sheet title={t('record.proof')}>
      <Stack gap="sm">
        {Array.from(outcomes(report), ([step]) => (
          <StepLine key={step} step={step} report={report} />
        ))}
      </Stack>
    </Sheet>
  )
}

/** What a printed receipt is compared by: whose record it is of, and the checkpoint as it was signed. */
function OnPaper({ report }: { readonly report: Report }): ReactElement | null {
  const { t } = useWords()
  const { look, receipt } = report
  if (look.kind === 'untold') return null
  return (
    <div className={classes.paper}>
      <Text size="sm" fw={600}>
        {look.pin.name} · {t('record.entry', { index: receipt.index })}
      </Text>
      <pre className={classes.raw}>{`${look.pin.unit}\n\n${receipt.checkpoint}`}</pre>
    </div>
  )
}

function Way({ report }: { readonly report: Report }): ReactElement | null {
  const { t } = useWords()
  if (!report.inclusion.ok) return null
  const { head, path } = report.inclusion.value
  return (
    <Sheet title={t('record.way')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('record.way-means')}
        </Text>
        <TreeFigure index={report.receipt.index} size={head.size} path={path} />
      </Stack>
    </Sheet>
  )
}

function EntryActions({
  shown,
  report,
}: {
  readonly shown: ShownEntry
  readonly report: Report
}): ReactElement {
  const { t } = useWords()
  const { index } = shown.receipt
  return (
    <Group gap="xs">
      <Neighbours index={index} />
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => window.print()}
      >
        {t('record.print')}
      </Button>
      <Button onClick={() => void keepEvidence(shown, report)}>{t('record.export')}</Button>
    </Group>
  )
}

function Neighbours({ index }: { readonly index: number }): ReactElement {
  const { t } = useWords()
  return (
    <Group gap={4} className="no-print">
      {index > 0 && (
        <Button
          component={Link}
          to={`/record/${index - 1}`}
          variant="default"
          px="xs"
          aria-label={t('record.before')}
        >
          <IconChevronLeft size={16} aria-hidden />
        </Button>
      )}
      <Button
        component={Link}
        to={`/record/${index + 1}`}
        variant="default"
        px="xs"
        aria-label={t('record.after')}
      >
        <IconChevronRight size={16} aria-hidden />
      </Button>
    </Group>
  )
}

/** A file that `chancery record evidence` verifies, without this unit. */
async function keepEvidence(shown: ShownEntry, report: Report): Promise<void> {
  const memory = await indexedMemory()
  const [pin, seen] = [await memory.pin(), await memory.sighting()]
  if (pin === undefined) throw new Error('bug: a unit was looked at and not pinned')
  const { unit, name, domain, recordKey } = pin
  const { receipt, spki, certificate } = shown
  const isOne = report.lineage.kind === 'one'
  const authorities = await (await reach('/authority')).text()
  const evidence: EntryEvidence = {
    ...{ form: evidenceForm, kind: 'entry', unit: { unit, name, domain, recordKey }, receipt },
    ...(spki !== undefined && { spki }),
    ...(certificate !== undefined && { certificate, authorities }),
    ...(seen && isOne && { seen: { note: seen.note, proof: proofOf(report) } }),
  }
  download(`entry-${receipt.index}-evidence.json`, 'application/json', evidenceText(evidence))
}

function proofOf({ lineage }: Report): readonly string[] {
  return lineage.kind === 'one' ? lineage.proof.map(hashText) : []
}
