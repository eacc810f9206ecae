import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { useMay } from '../parts/act/situation.ts'
import { Failed } from '../parts/failed.tsx'
import { ask } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'
import type { Kind } from './answers.ts'
import { ChooseFile } from './choose-file.tsx'
import type { RequestFile } from './request-file.ts'

/** Brings the certificate request of a device or service before the unit, and goes on to attest it. */
export function RegisterMachine({ kind }: { readonly kind: Kind }): ReactElement | undefined {
  const { t } = useWords()
  const [isOpen, { open, close }] = useDisclosure()
  const [file, setFile] = useState<RequestFile>()
  const [problem, setProblem] = useState<unknown>()
  const navigate = useNavigate()
  const client = useQueryClient()
  const may = useMay()
  if (!may('request.attest', `request/${kind}/${anyDigest}`)) return undefined
  const go = async (given: RequestFile): Promise<void> => {
    setProblem(undefined)
    try {
      await bring(given)
    } catch (refused) {
      setProblem(refused)
      return
    }
    await client.invalidateQueries({ queryKey: ['/requests'] })
    await navigate({ to: `/people/requests/${given.digest}`, search: { kind } })
  }
  return (
    <>
      <Button onClick={open}>{t(`people.register-${kind}`)}</Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={
          <Text fw={640} component="span">
            {t(`people.register-${kind}`)}
          </Text>
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Stack gap="md">
          <Text size="sm">{t('people.register-lead')}</Text>
          <ChooseFile onFile={setFile} />
          {problem !== undefined && <Failed problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button disabled={file === undefined} onClick={() => file && void go(file)}>
              {t('people.next')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

/** Who may attest one request may attest any: it stands for a digest that is not known yet. */
const anyDigest = '0'.repeat(64)

/** A request that was brought before is no fault: one goes on with it. */
async function bring({ pem }: RequestFile): Promise<void> {
  try {
    await ask(
      '/requests',
      {},
      { method: 'POST', headers: { 'Content-Type': 'application/x-pem-file' }, body: pem },
    )
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.kind !== 'request-known') throw problem
  }
}
