import { Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useEffect, useState } from 'react'
import { sentence } from '../parts/failed.tsx'
import type { Problem } from '../wire/problem.ts'
import { sessionEnds } from '../wire/session-end.ts'
import { useWords } from '../words/words.tsx'
import { SignIn } from './sign-in.tsx'

/** Lies over the page when the unit no longer knows who reads. The page stays as it is, with all that was typed. */
export function SessionDialog(): ReactElement {
  const { t } = useWords()
  const client = useQueryClient()
  const [ended, setEnded] = useState<{ readonly problem: Problem | undefined }>()
  // The first reason is the one: what is asked after it says no more than that nobody is signed in.
  useEffect(() => sessionEnds.listen((problem) => setEnded((before) => before ?? { problem })), [])
  const goOn = (): void => {
    setEnded(undefined)
    void client.invalidateQueries()
  }
  return (
    <Modal
      opened={ended !== undefined}
      onClose={goOn}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
      title={<Text fw={640}>{t('shell.session-ended')}</Text>}
    >
      <Stack>
        <Text size="sm">{reasonOf(ended?.problem) ?? t('shell.session-ended-why')}</Text>
        <Text size="sm" c="dimmed">
          {t('shell.session-kept')}
        </Text>
        <SignIn onSignedIn={goOn} again />
      </Stack>
    </Modal>
  )
}

/** In the unit's words, unless those are for whoever never signed in. */
function reasonOf(problem: Problem | undefined): string | undefined {
  if (!problem?.detail || problem.kind === 'certificate-missing') return undefined
  return sentence(problem.detail)
}
