import { Anchor, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Failed } from '../parts/failed.tsx'
import { plainName, useOfficeTitles } from '../parts/flow/offices.ts'
import { Sheet } from '../parts/sheet.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { Proof } from '../proof/proof.tsx'
import { ask } from '../wire/ask.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { useActLabels } from './act-labels.ts'
import { type Names, namesIn, type ShownCase } from './case.ts'
import { type CaseHistory, type HistoryLine, type Said, saidBy } from './history.ts'
import { Somebody, somebodyIn } from './somebody.tsx'
import classes from './work.module.css'

/**
 * So many of the reader's own acts are verified as they are shown, the latest: each takes some questions to
 * the unit. The others are verified on the pages of their receipts.
 */
const verifiedMax = 5

/** Who did what in a case, in the order of the record. */
export function CaseTimeline(props: { readonly of: ShownCase; readonly names: Names }): ReactElement {
  const { of, names } = props
  const { t, language } = useWords()
  const [pages, setPages] = useState(1)
  const path = `/cases/${of.case}/history`
  const { data, error, isFetching, refetch } = useQuery<CaseHistory>({
    queryKey: [path, pages, language],
    queryFn: () => historyOf(path, pages),
    placeholderData: (before) => before,
  })
  const known = namesIn({ names }, data)
  const own = data?.entries.filter((line) => line.own === true).map(({ index }) => index) ?? []
  const verified = new Set(own.slice(-verifiedMax))
  const isPart = data?.indexed !== undefined && data.size !== undefined && data.indexed < data.size
  return (
    <Sheet title={t('work.history')}>
      {error && <Failed problem={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {isPart && (
        <Text size="sm" c="dimmed" role="status">
          {t('work.history-part', { indexed: data.indexed ?? 0, size: data.size ?? 0 })}
        </Text>
      )}
      {data?.before !== undefined && (
        <Button variant="default" size="compact-sm" loading={isFetching} onClick={() => setPages(pages + 1)}>
          {t('work.history-earlier')}
        </Button>
      )}
      <ol className={classes.timeline}>
        {data?.entries.map((line) => (
          <TimelineItem
            key={line.index}
            line={line}
            of={of}
            names={known}
            isVerified={verified.has(line.index)}
          />
        ))}
      </ol>
    </Sheet>
  )
}

/** So many pages of the history, the latest asked for first. */
async function historyOf(path: string, pages: number): Promise<CaseHistory> {
  let all = await ask<CaseHistory>(path)
  for (let page = 1; page < pages && all.before !== undefined; page += 1) {
    const { before, ...older } = await ask<CaseHistory>(path, { before: all.before })
    const { before: _, ...rest } = all
    all = {
      ...rest,
      entries: [...older.entries, ...all.entries],
      names: namesIn(older, all),
      ...(before !== undefined && { before }),
    }
  }
  return all
}

function TimelineItem(props: {
  readonly line: HistoryLine
  readonly of: ShownCase
  readonly names: Names
  readonly isVerified: boolean
}): ReactElement | undefined {
  const { line, of, names, isVerified } = props
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  const said = saidBy(line)
  if (said.length === 0) return undefined
  const { index, time, actor, office, own, changed } = line
  return (
    <li className={classes.entry}>
      <span className={classes.entryTime}>
        <When iso={time} />
      </span>
      <div className={classes.entryBody}>
        {changed === undefined && (
          <span className={classes.entryActor}>
            <Somebody party={actor} names={names} />
            {office !== undefined && <span className={classes.aside}> · {officeTitle(office)}</span>}
            {line.for !== undefined && (
              <span className={classes.aside}>
                {' '}
                {t('work.stands-in', { person: names[line.for] ?? line.for })}
              </span>
            )}
          </span>
        )}
        {said.map((one, at) => (
          <SaidLine key={at} said={one} line={line} of={of} names={names} />
        ))}
      </div>
      <Group gap="sm" wrap="nowrap" className={classes.entryEnd}>
        {isVerified && <Proof entry={index} />}
        <span className={classes.aside}>{t('act.recorded-as', { index })}</span>
        {own === true && (
          <Anchor component={Link} to={`/receipts/${index}`} size="sm" className="no-print">
            {t('work.receipt')}
          </Anchor>
        )}
      </Group>
    </li>
  )
}

function SaidLine(props: {
  readonly said: Said
  readonly line: HistoryLine
  readonly of: ShownCase
  readonly names: Names
}): ReactElement {
  const { said, line, of, names } = props
  const { t, pick } = useWords()
  const { list, time } = useFormats()
  const labels = useActLabels()
  const titles = new Map(of.steps.map((one) => [one.step, pick(one.titles)]))
  const titleOf = (step: string): string => titles.get(step) ?? plainName(step)
  const { did, step, to, outcome, permission, procedure, reason, data = {}, until } = said
  const values = {
    step: step === undefined ? '' : titleOf(step),
    steps: list((line.changed ?? []).map(titleOf)),
    to: to ? somebodyIn(to, names, t) : '',
    outcome: plainName(outcome ?? ''),
    permission: permission ?? '',
    procedure: procedure ?? '',
    act: pick(labels.act(line.act)),
  }
  const more = [
    ...Object.entries(data).map(([name, value]) => `${plainName(name)}: ${value}`),
    ...(until === undefined ? [] : [t('work.did-until', { time: time(until) })]),
    ...(did === 'act' && line.object !== undefined ? [line.object] : []),
    ...(reason === undefined ? [] : [t('work.did-why', { reason })]),
  ]
  return (
    <span>
      {t(`work.did-${did}`, values)}
      {more.length > 0 && <bdi className={classes.aside}> · {more.join(' · ')}</bdi>}
    </span>
  )
}
