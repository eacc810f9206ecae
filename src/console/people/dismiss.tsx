import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'

/** Proposes that a person leaves an office; somebody else decides, and sees then what it would mean. */
export function Dismiss(props: {
  readonly person: string
  readonly name: string
  readonly office: { readonly office: string; readonly title: string }
}): ReactElement {
  const { person, name, office } = props
  const { t } = useWords()
  const guided = useGuided()
  const run = (): void => {
    void guided.run({
      title: t('people.dismiss-title', { name, office: office.title }),
      act: 'person.propose-dismissal',
      object: `office/${office.office}/person/${person}`,
      input: { person, office: office.office },
      says: [
        { label: t('people.name'), value: <Person id={person} name={name} /> },
        { label: t('people.office'), value: office.title },
      ],
    })
  }
  return (
    <Button size="xs" variant="subtle" c="var(--bad)" onClick={run}>
      {t('people.dismiss')}
    </Button>
  )
}
