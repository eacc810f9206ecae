import { Anchor, Progress as Bar, Button, Group, List, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { CliCommand } from '../parts/cli-command.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { useLook } from '../proof/use-report.ts'
import type { Progress, WholeFault } from '../proof/whole.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import classes from './record.module.css'
import { useWhole, type Whole } from './use-whole.ts'

/** Verifies the whole record, from its first entry to the signed root, in this browser. */
export function Page(): ReactElement {
  const { t } = useWords()
  const whole = useWhole()
  const isReady = useLook().data !== undefined
  const isRunning = whole.state === 'running'
  return (
    <>
      <PageHead
        title={t('record.whole')}
        lead={t('record.whole-lead')}
        actions={
          isRunning ? (
            <Button variant="default" onClick={whole.cancel}>
              {t('record.whole-cancel')}
            </Button>
          ) : (
            <Button onClick={whole.start} disabled={!isReady}>
              {t(whole.state === 'idle' ? 'record.whole-start' : 'record.whole-again')}
            </Button>
          )
        }
      />
      <Stack gap="lg" maw="56rem">
        {whole.state !== 'idle' && <Course whole={whole} />}
        <Sheet title={t('record.whole-beyond')}>
          <Stack gap="sm">
            <Text size="sm">{t('record.whole-beyond-means')}</Text>
            <CliCommand command="chancery record verify" />
          </Stack>
        </Sheet>
        <Anchor component={Link} to="/record" size="sm" className="no-print">
          {t('record.back')}
        </Anchor>
      </Stack>
    </>
  )
}

function Course({ whole }: { readonly whole: Whole }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  const { state, progress, problem } = whole
  const { size = 0, entries = 0 } = progress ?? {}
  const share = size === 0 ? 0 : (entries / size) * 100
  return (
    <Sheet>
      <Stack gap="md">
        <div>
          <Verdict whole={whole} />
        </div>
        <Bar value={share} aria-label={t('record.whole-progress')} animated={state === 'running'} />
        <Text size="sm" c="dimmed" className="tabular" role="status">
          {t('record.whole-at', { entries: number(entries), size: number(size) })}
        </Text>
        {progress && <Counts progress={progress} />}
        {problem && <Failed problem={problem} />}
        {progress && progress.faults.length > 0 && <Faults faults={progress.faults} />}
      </Stack>
    </Sheet>
  )
}

function Verdict({ whole }: { readonly whole: Whole }): ReactElement {
  const { t } = useWords()
  const { state, progress } = whole
  const faults = progress?.faults.length ?? 0
  if (faults > 0) return <State tone="bad">{t('record.whole-broken', { count: faults })}</State>
  if (state === 'done') return <State tone="good">{t('record.whole-holds')}</State>
  return <State tone={state === 'running' ? 'calm' : 'warn'}>{t(`record.whole-${state}`)}</State>
}

function Counts({ progress }: { readonly progress: Progress }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  return (
    <dl className={classes.facts}>
      {(['signed', 'unsigned', 'unknown'] as const).map((name) => (
        <div key={name}>
          <dt>{t(`record.count-${name}`)}</dt>
          <dd className="tabular">{number(progress[name])}</dd>
        </div>
      ))}
    </dl>
  )
}

function Faults({ faults }: { readonly faults: readonly WholeFault[] }): ReactElement {
  const { t } = useWords()
  return (
    <Group align="flex-start">
      <List size="sm" spacing={4}>
        {faults.map((fault, at) => (
          <List.Item key={`${at} ${fault.kind}`}>
            {t(`record.fault-${fault.kind}`, { index: 'index' in fault ? fault.index : '' })}
          </List.Item>
        ))}
      </List>
    </Group>
  )
}
