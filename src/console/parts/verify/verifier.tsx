import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { useFormats } from '../../words/formats.ts'
import { useWords } from '../../words/words.tsx'
import { download } from '../export.ts'
import { Failed } from '../failed.tsx'
import { DropZone } from './drop-zone.tsx'
import { ReportView, VerdictBanner } from './report-view.tsx'
import classes from './verify.module.css'
import {
  digestOf,
  type FileJudged,
  type FilesFault,
  faultOf,
  verifyFiles,
  verifyFilesMax,
  verifyOctetsMax,
} from './verify-files.ts'

type Stage =
  | { readonly kind: 'choosing'; readonly fault?: FilesFault }
  | { readonly kind: 'sending'; readonly part: number }
  | { readonly kind: 'refused'; readonly problem: unknown }
  | { readonly kind: 'judged'; readonly reports: readonly FileJudged[]; readonly digests: Digests }

/** Base64 SHA-256 by the name under which a file was handed in. */
type Digests = ReadonlyMap<string, string>

/** Files are dropped, sent and judged by the unit, and its answer is shown. */
export function Verifier({ judge }: { readonly judge: string }): ReactElement {
  const { t } = useWords()
  const { size } = useFormats()
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' })
  const under = useRef<AbortController>(undefined)
  useEffect(() => () => under.current?.abort(), [])
  const verify = async (files: readonly File[]): Promise<void> => {
    const fault = faultOf(files)
    if (fault !== undefined) return setStage({ kind: 'choosing', fault })
    const controller = new AbortController()
    under.current = controller
    setStage({ kind: 'sending', part: 0 })
    try {
      const progress = (part: number): void => setStage({ kind: 'sending', part })
      const [reports, digests] = await Promise.all([
        verifyFiles(files, progress, controller.signal),
        digestsOf(files),
      ])
      setStage({ kind: 'judged', reports, digests })
    } catch (problem) {
      setStage(controller.signal.aborted ? { kind: 'choosing' } : { kind: 'refused', problem })
    }
  }
  const limits = { size: size(verifyOctetsMax), count: verifyFilesMax }
  if (stage.kind === 'sending') return <Sending part={stage.part} onCancel={() => under.current?.abort()} />
  return (
    <Stack gap="lg">
      {stage.kind === 'judged' && <Judged stage={stage} judge={judge} />}
      {stage.kind === 'refused' && <Failed problem={stage.problem} />}
      {stage.kind === 'choosing' && stage.fault !== undefined && (
        <VerdictBanner verdict="open" title={t(`verify.files-${stage.fault}`)}>
          {t(`verify.files-${stage.fault}-detail`, limits)}
        </VerdictBanner>
      )}
      <DropZone
        title={t(stage.kind === 'judged' ? 'verify.drop-more' : 'verify.drop')}
        hint={t('verify.drop-hint', limits)}
        choose={t('verify.choose')}
        multiple
        onFiles={(files) => void verify(files)}
      />
    </Stack>
  )
}

function Sending(props: { readonly part: number; readonly onCancel: () => void }): ReactElement {
  const { part, onCancel } = props
  const { t } = useWords()
  const isSent = part >= 1
  return (
    <Stack gap="sm" role="status">
      <Text fw={600}>{t(isSent ? 'verify.judging' : 'verify.sending')}</Text>
      <Progress value={100 * part} animated={isSent} aria-label={t('verify.sending')} />
      <Group>
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  )
}

function Judged(props: {
  readonly stage: Extract<Stage, { readonly kind: 'judged' }>
  readonly judge: string
}): ReactElement {
  const { stage, judge } = props
  const { t } = useWords()
  const { reports, digests } = stage
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => top.current?.focus(), [])
  const keep = (): void =>
    download('verification.json', 'application/json', `${JSON.stringify({ reports }, null, 2)}\n`)
  return (
    <Stack
      gap="md"
      ref={top}
      tabIndex={-1}
      className={classes.report ?? ''}
      role="region"
      aria-label={t('verify.report')}
    >
      {reports.map((judged, at) => (
        <ReportView
          key={`${String(at)} ${judged.Document.Name}`}
          judged={judged}
          own={digests.get(judged.Document.Name)}
        />
      ))}
      <Text size="sm" c="dimmed">
        {t('verify.judged-by', { unit: judge })}
      </Text>
      <Group gap="xs" className="no-print">
        <Button variant="default" onClick={() => window.print()}>
          {t('verify.print')}
        </Button>
        <Button variant="default" onClick={keep}>
          {t('verify.keep')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Of two files with one name nothing is said. */
async function digestsOf(files: readonly File[]): Promise<Digests> {
  const names = files.map(({ name }) => name)
  const alone = files.filter(({ name }) => names.indexOf(name) === names.lastIndexOf(name))
  const rows = await Promise.all(alone.map(async (file) => [file.name, await digestOf(file)] as const))
  return new Map(rows.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])))
}
