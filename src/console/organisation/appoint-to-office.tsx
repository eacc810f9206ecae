import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'
import type { NamedPerson } from './answers.ts'
import { Asking } from './asking.tsx'
import { PersonSearch } from './person-search.tsx'

/** Proposes somebody for an office; another person appoints. */
export function AppointToOffice(props: {
  readonly office: string
  readonly title: string
  readonly holders: readonly string[]
}): ReactElement | undefined {
  const { office, title, holders } = props
  const { t } = useWords()
  const may = useMay()
  const { run } = useGuided()
  const [isOpen, { open, close }] = useDisclosure()
  const [chosen, setChosen] = useState<NamedPerson>()
  if (!may('person.propose', `office/${office}/person/somebody`)) return undefined
  const propose = ({ person, name }: NamedPerson): void => {
    close()
    void run({
      title: t('organisation.appoint-act', { person: name ?? person, office: title }),
      act: 'person.propose',
      object: `office/${office}/person/${person}`,
      input: { person, office },
      says: [
        { label: t('organisation.person'), value: <Person id={person} name={name} /> },
        { label: t('organisation.office'), value: title },
      ],
    })
  }
  return (
    <>
      <Button onClick={open} leftSection={<IconUserPlus size={16} aria-hidden />}>
        {t('organisation.appoint')}
      </Button>
      <Asking
        title={t('organisation.appoint-to', { office: title })}
        lead={t('organisation.appoint-lead')}
        isOpen={isOpen}
        onClose={close}
        onNext={chosen && (() => propose(chosen))}
      >
        <PersonSearch
          label={t('organisation.person')}
          chosen={chosen}
          onChoose={setChosen}
          without={holders}
        />
      </Asking>
    </>
  )
}
