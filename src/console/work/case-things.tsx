import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { plainName } from '../parts/flow/offices.ts'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Names, ShownCase, ShownParty } from './case.ts'
import { Somebody } from './somebody.tsx'
import classes from './work.module.css'

/** `GET /cases/:case/signatures`. */
interface CaseSignatures {
  readonly signatures: readonly {
    readonly signature: string
    readonly document: string
    readonly name: string
    readonly object: string
    readonly form: string
    readonly sealed: boolean
    readonly by: ShownParty
    readonly entry: number
    readonly time: string
  }[]
}

/** What the case is about: its data, the objects of its steps, and the documents signed in it. */
export function CaseThings(props: { readonly of: ShownCase; readonly names: Names }): ReactElement {
  const { of, names } = props
  const { t, pick } = useWords()
  const { data, error, refetch } = useAnswer<CaseSignatures>(`/cases/${of.case}/signatures`)
  const objects = [...new Set(of.steps.flatMap((step) => step.objects))]
  const members = new Map(of.members.map(({ name, title }) => [name, title ? pick(title) : plainName(name)]))
  return (
    <Sheet title={t('work.things')}>
      <dl className={classes.things}>
        {Object.entries(of.data).map(([name, value]) => (
          <div key={name}>
            <dt>{members.get(name) ?? plainName(name)}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
        {objects.length > 0 && (
          <div>
            <dt>{t('work.objects')}</dt>
            <dd className={classes.codes}>
              {objects.map((object) => (
                <code key={object}>{object}</code>
              ))}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('work.documents')}</dt>
          <dd>
            {error && <Failed problem={error} retry={() => void refetch()} />}
            {data?.signatures.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('work.documents-none')}
              </Text>
            )}
            <ul className={classes.documents}>
              {data?.signatures.map(({ signature, document, name, form, sealed, by, entry, time }) => (
                <li key={signature}>
                  <State tone="good">{t(sealed ? 'work.sealed' : 'work.signed')}</State>
                  <bdi className={classes.main}>{name}</bdi>
                  <Somebody party={by} names={names} />
                  <span className={classes.aside}>
                    <When iso={time} /> · {form} · {t('act.recorded-as', { index: entry })}
                  </span>
                  <Digest value={document} />
                </li>
              ))}
            </ul>
          </dd>
        </div>
        <div>
          <dt>{t('work.procedure')}</dt>
          <dd>
            <Anchor component={Link} to={`/procedures/${of.procedure}`} size="sm">
              {pick(of.titles)}
            </Anchor>{' '}
            <span className={classes.aside}>{t('work.version')}</span> <Digest value={of.digest} />
          </dd>
        </div>
      </dl>
    </Sheet>
  )
}
