import { Button, Group, Menu, Stack } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { officeTitleIn } from '../parts/flow/offices.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Holder, OfficeInFull } from './answers.ts'
import { AppointToOffice } from './appoint-to-office.tsx'
import { NameSubstitute } from './name-substitute.tsx'
import { OfficeSteps } from './office-steps.tsx'
import classes from './organisation.module.css'

/** One office: who holds it, who stands in, and what is done by it. */
export function Page(): ReactElement {
  const { office = '' } = useParams({ strict: false })
  const [after, setAfter] = useState<string>()
  const shown = useAnswer<OfficeInFull>(`/organization/${office}`, { after }, { keep: true })
  if (shown.isError) return <Failed problem={shown.error} retry={() => void shown.refetch()} />
  if (!shown.data) return <Waiting />
  return <Shown office={shown.data} isFirst={after === undefined} onAfter={setAfter} />
}

function Shown(props: {
  readonly office: OfficeInFull
  readonly isFirst: boolean
  readonly onAfter: (after: string | undefined) => void
}): ReactElement {
  const { office, isFirst, onAfter } = props
  const { t } = useWords()
  const { office: name, title, holders, appointed, counted, more } = office
  const titled = officeTitleIn(t, name, title)
  return (
    <>
      <PageHead
        title={titled}
        lead={t(`organisation.layer-${office.layer}`)}
        actions={
          <AppointToOffice office={name} title={titled} holders={holders.map(({ person }) => person)} />
        }
      />
      <Facts office={office} />
      <Stack gap="lg">
        <Sheet title={t('organisation.holders')}>
          {appointed === 0 ? (
            <Empty title={t('organisation.vacant')} text={t('organisation.vacant-text')} />
          ) : (
            <>
              {counted === 0 && <State tone="warn">{t('organisation.nobody-there')}</State>}
              <HolderTable office={name} title={titled} holders={holders} />
            </>
          )}
          {(more || !isFirst) && (
            <Group mt="sm">
              {!isFirst && (
                <Button variant="default" size="xs" onClick={() => onAfter(undefined)}>
                  {t('organisation.first-holders')}
                </Button>
              )}
              {more && (
                <Button variant="default" size="xs" onClick={() => onAfter(holders.at(-1)?.person)}>
                  {t('organisation.next-holders')}
                </Button>
              )}
            </Group>
          )}
        </Sheet>
        <OfficeSteps office={name} />
      </Stack>
    </>
  )
}

function Facts({ office }: { readonly office: OfficeInFull }): ReactElement {
  const { t } = useWords()
  const facts = [
    { name: t('organisation.office-name'), value: <code>{office.office}</code> },
    { name: t('organisation.rank'), value: office.rank },
    { name: t('organisation.established'), value: <When iso={office.since} as="day" /> },
    { name: t('organisation.appointed'), value: office.appointed },
    { name: t('organisation.counted'), value: office.counted },
  ]
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function HolderTable(props: {
  readonly office: string
  readonly title: string
  readonly holders: readonly Holder[]
}): ReactElement {
  const { office, title, holders } = props
  const { t } = useWords()
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          <th scope="col">{t('organisation.holder')}</th>
          <th scope="col">{t('organisation.held-since')}</th>
          <th scope="col">{t('organisation.presence')}</th>
          <th scope="col">{t('organisation.substitute')}</th>
          <th scope="col">
            <span className={classes.hidden}>{t('organisation.acts')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {holders.map((holder) => (
          <HolderRow key={holder.person} office={office} title={title} holder={holder} />
        ))}
      </tbody>
    </table>
  )
}

function HolderRow(props: {
  readonly office: string
  readonly title: string
  readonly holder: Holder
}): ReactElement {
  const { office, title, holder } = props
  const { t } = useWords()
  const { person, name, since, away, substitute } = holder
  return (
    <tr>
      <td>
        <Link to={`/people/person/${person}`} className={classes.plainLink}>
          <Person id={person} name={name} />
        </Link>
      </td>
      <td>{since !== undefined && <When iso={since} as="day" />}</td>
      <td>
        {away ? (
          <span className={classes.aside}>
            <State tone="warn">{t('organisation.away')}</State>
            <span>
              {t('organisation.until')} <When iso={away.until} as="day" />
            </span>
          </span>
        ) : (
          <State tone="good">{t('organisation.there')}</State>
        )}
      </td>
      <td>
        {substitute && (
          <span className={classes.aside}>
            <Person id={substitute.person} name={substitute.name} />
            {substitute.counts && <State tone="calm">{t('organisation.counts-now')}</State>}
          </span>
        )}
      </td>
      <td className={classes.end}>
        <HolderActs office={office} title={title} holder={holder} />
      </td>
    </tr>
  )
}

/** What may be proposed about a holder, for whoever may. */
function HolderActs(props: {
  readonly office: string
  readonly title: string
  readonly holder: Holder
}): ReactElement | undefined {
  const { office, title, holder } = props
  const { t } = useWords()
  const may = useMay()
  const { run } = useGuided()
  const [isNaming, setNaming] = useState(false)
  const { person, name, substitute } = holder
  const object = `office/${office}/person/${person}`
  const mayDismiss = may('person.propose-dismissal', object)
  const mayName = may('substitute.propose', `${object}/substitute/${person}`)
  const removing = substitute && `${object}/substitute/${substitute.person}`
  const mayRemove = removing !== undefined && may('substitute.remove', removing)
  if (!mayDismiss && !mayName && !mayRemove) return undefined
  const words = { person: name ?? person, office: title }
  const dismiss = (): void => {
    void run({
      title: t('organisation.dismiss-act', words),
      act: 'person.propose-dismissal',
      object,
      input: { person, office },
      says: [
        { label: t('organisation.holder'), value: <Person id={person} name={name} /> },
        { label: t('organisation.office'), value: title },
      ],
    })
  }
  const remove = (): void => {
    if (!substitute || removing === undefined) return
    void run({
      title: t('organisation.remove-substitute-act', {
        ...words,
        substitute: substitute.name ?? substitute.person,
      }),
      act: 'substitute.remove',
      object: removing,
      input: { person, office, substitute: substitute.person },
      overrides: ['strand-running-cases'],
    })
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={t('organisation.acts-about', { person: words.person })}
          >
            <IconDots size={18} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayName && (
            <Menu.Item onClick={() => setNaming(true)}>{t('organisation.name-substitute')}</Menu.Item>
          )}
          {mayRemove && <Menu.Item onClick={remove}>{t('organisation.remove-substitute')}</Menu.Item>}
          {mayDismiss && (
            <Menu.Item c="var(--bad)" onClick={dismiss}>
              {t('organisation.dismiss')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isNaming && (
        <NameSubstitute office={office} title={title} holder={holder} onClose={() => setNaming(false)} />
      )}
    </>
  )
}
