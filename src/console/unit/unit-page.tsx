import { Alert, Anchor, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { clockBehind } from '../keys/clock.ts'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useUnit } from '../wire/unit.ts'
import { useFormats } from '../words/formats.ts'
import { useWords, Words } from '../words/words.tsx'
import { Checkpoints } from './checkpoints.tsx'
import { type Health, type HeardHealth, useHealth, versionsOf } from './health.ts'
import { Limits } from './limits.tsx'
import { Neighbours } from './neighbours.tsx'
import classes from './unit.module.css'

/** How the node is, how near its limits are, and what it is made of. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { data, error, refetch } = useHealth()
  return (
    <>
      <PageHead
        title={t('unit.title')}
        lead={t('unit.lead')}
        actions={
          data && (
            <State tone={data.health.status === 'ok' ? 'good' : 'bad'}>
              {t(`unit.${data.health.status}`)}
            </State>
          )
        }
      />
      {data ? (
        <Shown heard={data} />
      ) : error ? (
        <Failed problem={error} retry={() => void refetch()} />
      ) : (
        <Waiting rows={8} />
      )}
    </>
  )
}

function Shown({ heard }: { readonly heard: HeardHealth }): ReactElement {
  const { t } = useWords()
  const { health } = heard
  return (
    <Stack gap="lg">
      {health.status === 'stopped' && (
        <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />}>
          {t('unit.stopped-why', { cause: health.cause ?? '' })}
        </Alert>
      )}
      <div className={classes.grid}>
        <Stack gap="lg">
          <Limits health={health} />
          <Checkpoints health={health} />
          <Kept health={health} />
        </Stack>
        <Stack gap="lg">
          <Identity heard={heard} />
          <Own health={health} />
          <Neighbours health={health} />
          <Versions health={health} />
        </Stack>
      </div>
    </Stack>
  )
}

function Identity({ heard }: { readonly heard: HeardHealth }): ReactElement {
  const { t } = useWords()
  const { span } = useFormats()
  const unit = useUnit().data
  const { health, askedAt, heardAt } = heard
  const off = Math.abs(clockBehind({ time: health.now, askedAt, heardAt }))
  return (
    <Sheet title={t('unit.identity')}>
      <Lines>
        <Line label={t('unit.domain')}>{unit?.domain ?? ''}</Line>
        <Line label={t('unit.key')}>{unit && <Digest value={unit.key} />}</Line>
        <Line label={t('unit.started')}>
          <When iso={health.started} as="ago" />
        </Line>
        <Line label={t('unit.clock')}>
          {off === 0 ? (
            t('unit.clock-fits')
          ) : (
            <State tone="warn">{t('unit.clock-off', { span: span(off) })}</State>
          )}
        </Line>
      </Lines>
    </Sheet>
  )
}

function Kept({ health }: { readonly health: Health }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  const { record, journal, snapshot } = health
  return (
    <Sheet title={t('unit.kept')}>
      <Lines>
        <Line label={t('unit.record-entries')}>{number(record.entries)}</Line>
        <Line label={t('unit.journal-entries')}>{number(journal.entries)}</Line>
        <Line label={t('unit.snapshot')}>
          {snapshot.entries === 0
            ? t('unit.snapshot-none')
            : t('unit.checkpoint-at', { size: number(snapshot.entries) })}
        </Line>
        <Line label={t('unit.indexed')}>
          {t('unit.indexed-of', { indexed: number(record.indexed), size: number(record.entries) })}
        </Line>
        <Line label={t('unit.backups')}>{t('unit.backups-none')}</Line>
      </Lines>
    </Sheet>
  )
}

function Own({ health }: { readonly health: Health }): ReactElement {
  const { t } = useWords()
  return (
    <Sheet title={t('unit.own')}>
      <Lines>
        {health.certificates.map(({ use, notAfter }) => (
          <Line key={use} label={t(`unit.use-${use}`)}>
            <Words id="unit.ends" components={{ 0: <When iso={notAfter} as="ago" /> }} />
          </Line>
        ))}
      </Lines>
      <Text size="sm" c="dimmed" mt="xs">
        {t('unit.own-means')}
      </Text>
    </Sheet>
  )
}

function Versions({ health }: { readonly health: Health }): ReactElement {
  const { t } = useWords()
  return (
    <Sheet title={t('unit.versions')}>
      <Lines>
        {versionsOf.map((name) => (
          <Line key={name} label={t(`unit.version-${name}`)}>
            {health.versions[name]}
          </Line>
        ))}
      </Lines>
      <Anchor component={Link} to="/unit/components" size="sm" mt="xs" display="inline-block">
        {t('unit.components-open')}
      </Anchor>
    </Sheet>
  )
}

/** Names with what they stand for, one under the other. */
export function Lines({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Table variant="vertical" layout="fixed" withRowBorders={false} className={classes.lines ?? ''}>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  )
}

export function Line(props: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="45%">
        {props.label}
      </Table.Th>
      <Table.Td className="tabular">{props.children}</Table.Td>
    </Table.Tr>
  )
}
