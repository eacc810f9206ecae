import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Chart } from './answers.ts'

/** Proposes a person for an office; somebody else appoints. */
export function Appoint(props: {
  readonly person: string
  readonly name: string
  readonly held: readonly { readonly office: string }[]
}): ReactElement | undefined {
  const { person, name, held } = props
  const { t } = useWords()
  const [isOpen, { open, close }] = useDisclosure()
  const [chosen, setChosen] = useState<string | null>(null)
  const chart = useAnswer<Chart>('/organization')
  const guided = useGuided()
  const may = useMay()
  const titleOf = useOfficeTitles()
  const offices = (chart.data?.offices ?? []).filter(({ office }) => {
    return !held.some((one) => one.office === office) && may('person.propose', objectOf(office, person))
  })
  if (offices.length === 0) return undefined
  const run = (office: string): void => {
    close()
    void guided.run({
      title: t('people.appoint-title', { name }),
      act: 'person.propose',
      object: objectOf(office, person),
      input: { person, office },
      says: [
        { label: t('people.name'), value: <Person id={person} name={name} /> },
        { label: t('people.office'), value: titleOf(office) },
      ],
    })
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('people.appoint')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={
          <Text fw={640} component="span">
            {t('people.appoint-title', { name })}
          </Text>
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Stack gap="md">
          <Text size="sm">{t('people.appoint-lead')}</Text>
          <Select
            label={t('people.office')}
            data={offices.map(({ office }) => ({ value: office, label: titleOf(office) }))}
            value={chosen}
            onChange={setChosen}
            searchable
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button disabled={chosen === null} onClick={() => chosen !== null && run(chosen)}>
              {t('people.next')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

function objectOf(office: string, person: string): string {
  return `office/${office}/person/${person}`
}
