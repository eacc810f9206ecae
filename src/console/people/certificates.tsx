import { Group, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useReader } from '../wire/reader.ts'
import { useWords } from '../words/words.tsx'
import type { CertificateShown, PrincipalShown } from './answers.ts'
import { EntryLink } from './entry-link.tsx'
import classes from './people.module.css'
import { RenewMachine } from './renew-machine.tsx'
import { Revoke } from './revoke.tsx'
import { StandingState } from './standing.tsx'

/** Every certificate somebody has or had, the newest first, and what can be done about each. */
export function Certificates({ principal }: { readonly principal: PrincipalShown }): ReactElement {
  const { t } = useWords()
  const { certificates } = principal
  return (
    <Sheet title={t('people.certificates')}>
      {certificates.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('people.certificates-none')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {certificates.map((certificate) => (
            <li key={certificate.serial}>
              <Certificate certificate={certificate} principal={principal} />
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}

interface CertificateProps {
  readonly certificate: CertificateShown
  readonly principal: PrincipalShown
}

function Certificate({ certificate, principal }: CertificateProps): ReactElement {
  const { t } = useWords()
  const reader = useReader()
  const { serial, state, notBefore, notAfter, grade, dnsNames, use, entry, revoked, reason } = certificate
  const isMine = reader.data?.serial === serial
  return (
    <Stack gap={6} flex={1}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <StandingState standing={state} />
          {isMine && <State tone="calm">{t('people.certificate-mine')}</State>}
          {use !== undefined && <State tone="calm">{t('people.certificate-use', { use })}</State>}
        </Group>
        <CertificateActs certificate={certificate} principal={principal} />
      </Group>
      <dl className={classes.facts}>
        <dt>{t('people.serial')}</dt>
        <dd>
          <Digest value={serial} />
        </dd>
        <dt>{t('people.counts')}</dt>
        <dd>
          <When iso={notBefore} as="day" /> – <When iso={notAfter} as="day" />
        </dd>
        <dt>{t('people.grade')}</dt>
        <dd>
          {t(`people.grade-${grade}`)}{' '}
          <Text span size="xs" c="dimmed">
            {t(`people.grade-${grade}-means`)}
          </Text>
        </dd>
        {dnsNames && (
          <>
            <dt>{t('people.hosts')}</dt>
            <dd>{dnsNames.join(', ')}</dd>
          </>
        )}
        {revoked !== undefined && (
          <>
            <dt>{t('people.revoked')}</dt>
            <dd>
              <When iso={revoked} /> · {t(`people.reason-${reason ?? 'unspecified'}`)}
            </dd>
          </>
        )}
        <dt>{t('people.issued-by')}</dt>
        <dd>
          <EntryLink entry={entry} />
        </dd>
      </dl>
    </Stack>
  )
}

function CertificateActs({ certificate, principal }: CertificateProps): ReactElement | undefined {
  const isOver = certificate.state === 'revoked' || certificate.use !== undefined
  // Nobody can revoke the node's own; it renews its certificates by itself.
  const isNode = principal.own === true && principal.id === 'node'
  if (isOver || isNode) return undefined
  const isMachine = principal.kind !== 'person' && principal.own !== true
  return (
    <Group gap="xs">
      {isMachine && <RenewMachine certificate={certificate} />}
      <Revoke certificate={certificate} principal={principal} />
    </Group>
  )
}
