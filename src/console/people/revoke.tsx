import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Digest } from '../parts/digest.tsx'
import { useReader } from '../wire/reader.ts'
import { useWords } from '../words/words.tsx'
import {
  type CertificateShown,
  type PrincipalShown,
  type RevocationReason,
  revocationReasons,
} from './answers.ts'

/** The one override that a revocation takes, named by the procedures. */
const strandCases = 'strand-running-cases'

/** Revokes a certificate, for a reason: asks for that first, then shows what it would mean. */
export function Revoke(props: {
  readonly certificate: CertificateShown
  readonly principal: PrincipalShown
}): ReactElement | undefined {
  const { certificate, principal } = props
  const { t } = useWords()
  const [isOpen, { open, close }] = useDisclosure()
  const act = useRevoking(certificate, principal)
  const guided = useGuided()
  if (act === undefined) return undefined
  const { serial } = certificate
  const run = (reason: RevocationReason): void => {
    close()
    void guided.run({
      title: t('people.revoke-title', { name: principal.name }),
      act,
      object: `certificate/${serial}`,
      input: { serial, reason },
      says: [
        { label: t('people.name'), value: principal.name },
        { label: t('people.serial'), value: <Digest value={serial} /> },
        { label: t('people.reason'), value: t(`people.reason-${reason}`) },
      ],
      overrides: [strandCases],
    })
  }
  return (
    <>
      <Button size="xs" variant="default" c="var(--bad)" onClick={open}>
        {t('people.revoke')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={
          <Text fw={640} component="span">
            {t('people.revoke-title', { name: principal.name })}
          </Text>
        }
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Reasons onReason={run} onCancel={close} />
      </Modal>
    </>
  )
}

/** By which act the reader may revoke it: as his own, or as one whose step permits it. */
function useRevoking(
  { serial }: CertificateShown,
  { kind, id }: PrincipalShown,
): 'certificate.revoke' | 'certificate.revoke-own' | undefined {
  const may = useMay()
  const reader = useReader()
  const object = `certificate/${serial}`
  const isMine = kind === 'person' && reader.data?.kind === 'person' && reader.data.id === id
  if (isMine && may('certificate.revoke-own', object)) return 'certificate.revoke-own'
  return may('certificate.revoke', object) ? 'certificate.revoke' : undefined
}

function Reasons(props: {
  readonly onReason: (reason: RevocationReason) => void
  readonly onCancel: () => void
}): ReactElement {
  const { onReason, onCancel } = props
  const { t } = useWords()
  const [reason, setReason] = useState<RevocationReason>()
  return (
    <Stack gap="md">
      <Text size="sm">{t('people.revoke-lead')}</Text>
      <Radio.Group
        label={t('people.reason')}
        value={reason ?? ''}
        onChange={(value) => setReason(revocationReasons.find((one) => one === value))}
      >
        <Stack gap="xs" mt="xs">
          {revocationReasons.map((one) => (
            <Radio
              key={one}
              value={one}
              label={t(`people.reason-${one}`)}
              description={t(`people.reason-${one}-means`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button disabled={reason === undefined} onClick={() => reason && onReason(reason)}>
          {t('people.revoke-next')}
        </Button>
      </Group>
    </Stack>
  )
}
