import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { type Kind, kinds, type PrincipalList, type RequestList } from './answers.ts'
import classes from './people.module.css'

/** The lists of this part of the console, with how long each is where that is known. */
export function AreaTabs(props: {
  readonly shown: Kind | 'requests'
  readonly counts?: Readonly<Record<Kind, number>> | undefined
}): ReactElement {
  const { shown, counts } = props
  const { t } = useWords()
  const requests = useAnswer<RequestList>('/requests')
  // Where no list of principals is shown one line of it tells how many there are.
  const roll = useAnswer<PrincipalList>('/principals', { limit: 1 }, { enabled: shown === 'requests' })
  const known = counts ?? roll.data?.counts
  return (
    <nav className={classes.tabs} aria-label={t('people.lists')}>
      {kinds.map((kind) => (
        <Link
          key={kind}
          to="/people"
          search={(before: Record<string, string>) => (shown === 'requests' ? { kind } : { ...before, kind })}
          aria-current={shown === kind ? 'page' : undefined}
        >
          {t(`people.kind-${kind}`)}
          <Count count={known?.[kind]} />
        </Link>
      ))}
      <Link to="/people/requests" aria-current={shown === 'requests' ? 'page' : undefined}>
        {t('people.requests')}
        <Count count={requests.data?.waiting} />
      </Link>
    </nav>
  )
}

function Count({ count }: { readonly count: number | undefined }): ReactElement | undefined {
  const { number } = useFormats()
  return count === undefined ? undefined : <span className={classes.count}>{number(count)}</span>
}
