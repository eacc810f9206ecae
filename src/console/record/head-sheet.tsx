import { Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { rootText } from '../proof/head.ts'
import { useLook } from '../proof/use-report.ts'
import type { Look } from '../proof/watch.ts'
import { useFormats } from '../words/formats.ts'
import { useWords, Words } from '../words/words.tsx'
import classes from './record.module.css'

/** The newest state of the record, as this browser has verified it by itself. */
export function HeadSheet(): ReactElement {
  const { t } = useWords()
  const { data, error, refetch } = useLook()
  return (
    <Sheet title={t('record.head')}>
      {data ? (
        <Seen look={data} />
      ) : error ? (
        <Failed problem={error} retry={() => void refetch()} />
      ) : (
        <Waiting rows={2} />
      )}
    </Sheet>
  )
}

function Seen({ look }: { readonly look: Look }): ReactElement {
  const { t } = useWords()
  const { number } = useFormats()
  switch (look.kind) {
    case 'sound':
      return (
        <Stack gap="sm">
          <Group gap="sm">
            <State tone="good">{t('proof.verdict-holds')}</State>
            <Text size="sm">
              {look.before ? (
                <Words
                  id="record.head-grown"
                  values={{ before: number(look.before.size) }}
                  components={{ 0: <When iso={look.before.at} as="ago" /> }}
                />
              ) : (
                t('record.head-first')
              )}
            </Text>
          </Group>
          <dl className={classes.facts}>
            <Fact name={t('record.head-size')}>
              <span className="tabular">{number(look.head.size)}</span>
            </Fact>
            <Fact name={t('record.head-root')}>
              <Digest value={rootText(look.head)} />
            </Fact>
            <Fact name={t('record.head-unit')}>
              <Digest value={look.pin.unit} />
            </Fact>
            <Fact name={t('record.head-since')}>
              <When iso={look.pin.since} />
            </Fact>
          </dl>
        </Stack>
      )
    case 'broken':
      return <State tone="bad">{t(`proof.unit-${look.conflict.kind}`)}</State>
    case 'untold':
      return <State tone="warn">{t('proof.unit-untold', { cause: look.cause })}</State>
    default:
      return look satisfies never
  }
}

function Fact(props: { readonly name: string; readonly children: ReactElement }): ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
