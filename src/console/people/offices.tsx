import { Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useMay } from '../parts/act/situation.ts'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/words.tsx'
import type { PrincipalShown } from './answers.ts'
import { Appoint } from './appoint.tsx'
import { Dismiss } from './dismiss.tsx'
import classes from './people.module.css'

/** The offices of a person, who stands in for whom, and what can be proposed about them. */
export function Offices({ principal }: { readonly principal: PrincipalShown }): ReactElement {
  const { t } = useWords()
  const may = useMay()
  const { id, name, offices = [], standsIn = [], substituteOf = [] } = principal
  const titleOf = useOfficeTitles()
  const standing = new Set(standsIn.map(({ office, person }) => `${office} ${person}`))
  const named = substituteOf.filter(({ office, person }) => !standing.has(`${office} ${person}`))
  return (
    <Sheet title={t('people.offices')} actions={<Appoint person={id} name={name} held={offices} />}>
      {offices.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('people.offices-none')}
        </Text>
      )}
      <ul className={classes.list}>
        {offices.map(({ office, since, substitute }) => (
          <li key={office}>
            <span>
              <Text size="sm" fw={550}>
                {titleOf(office)}
              </Text>
              <Text size="xs" c="dimmed" component="div">
                {since !== undefined && (
                  <>
                    {t('people.since')} <When iso={since} as="day" />
                  </>
                )}
                {substitute !== undefined && (
                  <>
                    {' · '}
                    {t('people.substitute')} <Person id={substitute} isShort />
                  </>
                )}
              </Text>
            </span>
            {may('person.propose-dismissal', `office/${office}/person/${id}`) && (
              <Dismiss person={id} name={name} office={{ office, title: titleOf(office) }} />
            )}
          </li>
        ))}
        {standsIn.map(({ office, title, person }) => (
          <li key={`for ${office} ${person}`}>
            <Standing words={t('people.stands-in', { office: title })} person={person} />
          </li>
        ))}
        {named.map(({ office, title, person }) => (
          <li key={`named ${office} ${person}`}>
            <Standing words={t('people.would-stand-in', { office: title })} person={person} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function Standing({ words, person }: { readonly words: string; readonly person: string }): ReactElement {
  return (
    <Text size="sm" component="span">
      {words} <Person id={person} />
    </Text>
  )
}
