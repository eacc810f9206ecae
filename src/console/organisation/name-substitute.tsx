import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { Person } from '../parts/person.tsx'
import { useWords } from '../words/words.tsx'
import type { Holder, NamedPerson } from './answers.ts'
import { Asking } from './asking.tsx'
import { PersonSearch } from './person-search.tsx'

/** Proposes who is to stand in for a holder while he is away; another person names him. */
export function NameSubstitute(props: {
  readonly office: string
  readonly title: string
  readonly holder: Holder
  readonly onClose: () => void
}): ReactElement {
  const { office, title, holder, onClose } = props
  const { t } = useWords()
  const { run } = useGuided()
  const [chosen, setChosen] = useState<NamedPerson>()
  const { person, name } = holder
  const words = { person: name ?? person, office: title }
  const propose = (substitute: NamedPerson): void => {
    onClose()
    void run({
      title: t('organisation.substitute-act', { ...words, substitute: substitute.name ?? substitute.person }),
      act: 'substitute.propose',
      object: `office/${office}/person/${person}/substitute/${substitute.person}`,
      input: { person, office, substitute: substitute.person },
      says: [
        { label: t('organisation.holder'), value: <Person id={person} name={name} /> },
        { label: t('organisation.office'), value: title },
        {
          label: t('organisation.substitute'),
          value: <Person id={substitute.person} name={substitute.name} />,
        },
      ],
    })
  }
  return (
    <Asking
      title={t('organisation.substitute-for', words)}
      lead={t('organisation.substitute-lead')}
      isOpen
      onClose={onClose}
      onNext={chosen && (() => propose(chosen))}
    >
      <PersonSearch
        label={t('organisation.substitute')}
        chosen={chosen}
        onChoose={setChosen}
        without={[person]}
      />
    </Asking>
  )
}
