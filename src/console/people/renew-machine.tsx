import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Digest } from '../parts/digest.tsx'
import { useWords } from '../words/words.tsx'
import type { CertificateShown } from './answers.ts'
import { ChooseFile } from './choose-file.tsx'
import type { RequestFile } from './request-file.ts'

/** That of those who run machines; the other one by which certificates are renewed is for one's own. */
const procedure = 'renew-machine-certificate'

/** Renews the certificate of a device or service with a request of the key it has. */
export function RenewMachine({
  certificate,
}: {
  readonly certificate: CertificateShown
}): ReactElement | undefined {
  const { t } = useWords()
  const [isOpen, { open, close }] = useDisclosure()
  const [file, setFile] = useState<RequestFile>()
  const guided = useGuided()
  const may = useMay()
  const { serial } = certificate
  if (!may('certificate.renew', `certificate/${serial}`, procedure)) return undefined
  const run = ({ pem }: RequestFile): void => {
    close()
    void guided.run({
      title: t('people.renew-title'),
      act: 'certificate.renew',
      object: `certificate/${serial}`,
      procedure,
      input: { serial, request: pem },
      says: [{ label: t('people.serial'), value: <Digest value={serial} /> }],
    })
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('people.renew')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={
          <Text fw={640} component="span">
            {t('people.renew-title')}
          </Text>
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Stack gap="md">
          <Text size="sm">{t('people.renew-lead')}</Text>
          <ChooseFile onFile={setFile} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button disabled={file === undefined} onClick={() => file && run(file)}>
              {t('people.next')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
