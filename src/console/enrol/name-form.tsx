import { Anchor, Button, Group, List, Stack, Text, TextInput, Title } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { Keyring } from '../keys/keyring.ts'
import { nameCharactersMax } from '../keys/request.ts'
import { Failed } from '../parts/failed.tsx'
import { useWords } from '../words/words.tsx'
import { beginEnrolment } from './enrolment.ts'

/** Asks for the name, says what will happen, and makes the keys. */
export function NameForm(props: {
  readonly keyring: Keyring
  readonly onBegun: () => Promise<void>
}): ReactElement {
  const { keyring, onBegun } = props
  const { t } = useWords()
  const [name, setName] = useState('')
  const [isTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  // Marks of direction and controls would show another name than the one that is sent.
  const plain = name.replaceAll(/\p{C}/gu, '').trim().normalize('NFC')
  const begin = async (): Promise<void> => {
    setTried(true)
    if (plain === '') return
    setBusy(true)
    try {
      await beginEnrolment(keyring, plain)
    } catch (caught) {
      setProblem(caught)
    }
    // Keys that were made go on from where they are.
    await onBegun()
    setBusy(false)
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void begin()
      }}
    >
      <Stack gap="md">
        <Title order={1}>{t('enrol.title')}</Title>
        <Text size="sm">{t('enrol.lead')}</Text>
        <List type="ordered" size="sm" spacing={6}>
          <List.Item>{t('enrol.will-make')}</List.Item>
          <List.Item>{t('enrol.will-show')}</List.Item>
          <List.Item>{t('enrol.will-approve')}</List.Item>
        </List>
        <TextInput
          label={t('enrol.name')}
          description={t('enrol.name-hint')}
          value={name}
          maxLength={nameCharactersMax}
          autoComplete="name"
          required
          error={isTried && plain === '' && t('enrol.name-missing')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {problem !== undefined && <Failed problem={problem} />}
        <Group justify="space-between">
          <Anchor href="/console/" size="sm">
            {t('enrol.to-sign-in')}
          </Anchor>
          <Button type="submit" loading={isBusy}>
            {t('enrol.make')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
