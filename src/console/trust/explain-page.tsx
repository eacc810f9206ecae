import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { useAddress } from '../parts/address.ts'
import { CliCommand } from '../parts/cli-command.tsx'
import { Failed, sentence } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { askWith } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { DemandFields } from './demand-fields.tsx'
import { FoundPathView } from './found-path.tsx'
import { NearestView } from './nearest-view.tsx'
import { namesIn } from './path-answer.tsx'
import { PemField } from './pem-field.tsx'
import type { Explanation, Mesh, StatusHeld } from './told.ts'
import { TrustHead } from './trust-head.tsx'

/** Whether and why the certificate of somebody of another unit is accepted. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { values, set } = useAddress()
  const { purpose = 'client', grade = 'basic' } = values
  const [certificate, setCertificate] = useState('')
  const explain = useMutation<Explanation, Problem>({
    mutationFn: () => askWith('/trust/explain', { certificate, purpose, grade }),
  })
  return (
    <>
      <TrustHead title={t('trust.explaining')} lead={t('trust.explaining-lead')} />
      <Stack gap="md" maw="56rem">
        <Sheet>
          <Stack gap="sm">
            <PemField label={t('trust.certificate')} value={certificate} onChange={setCertificate} />
            <Group align="flex-end">
              <DemandFields asked={{ purpose, grade }} onSet={set} />
              <Button
                onClick={() => explain.mutate()}
                loading={explain.isPending}
                disabled={certificate.trim() === ''}
              >
                {t('trust.explain-it')}
              </Button>
            </Group>
          </Stack>
        </Sheet>
        <div aria-live="polite">
          {explain.error && <Failed problem={explain.error} />}
          {explain.data && <ExplanationView told={explain.data} />}
        </div>
        <CliCommand
          command={`chancery trust explain certificate.pem --purpose ${purpose} --grade ${grade}`}
        />
      </Stack>
    </>
  )
}

function ExplanationView({ told }: { readonly told: Explanation }): ReactElement {
  const { t } = useWords()
  const mesh = useAnswer<Mesh>('/mesh', {}, { isCalm: true })
  const named = mesh.data ? namesIn(mesh.data) : (_: string, unit: string) => unit
  const own = mesh.data?.units[0]
  const { subject, issuer, notAfter } = told.certificate
  return (
    <Sheet title={t('trust.answer')}>
      <Stack gap="sm">
        <Group gap="xs">
          <Verdict told={told} />
          <Text size="sm">
            <bdi>{subject}</bdi>
          </Text>
          <Text size="sm" c="dimmed">
            {t('trust.issued-by', { issuer })}, {t('trust.until')} <When iso={notAfter} as="day" />
          </Text>
        </Group>
        {told.answer === 'accepted' && (
          <>
            <Text size="sm">
              {t('trust.accepted-grade', { grade: t(`trust.grade-${told.grade}`) })} <When iso={told.until} />
            </Text>
            {own && <FoundPathView found={told} from={own} named={named} />}
            <Statuses statuses={told.statuses} />
          </>
        )}
        {told.answer === 'refused' && (
          <>
            <Text size="sm">{sentence(told.refusal.detail)}</Text>
            <Text size="sm">{t(`trust.where-${told.where}`, { unit: told.home?.unit ?? '' })}</Text>
            {told.nearest !== undefined && <NearestView nearest={told.nearest} />}
          </>
        )}
        {told.answer === 'unknown' && <Text size="sm">{t('trust.budget-spent')}</Text>}
        {told.differences.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('trust.differs')}
          </Text>
        )}
      </Stack>
    </Sheet>
  )
}

function Verdict({ told }: { readonly told: Explanation }): ReactElement {
  const { t } = useWords()
  if (told.answer === 'accepted') return <State tone="good">{t('trust.accepted')}</State>
  if (told.answer === 'refused') return <State tone="bad">{t('trust.refused')}</State>
  return <State tone="warn">{t('trust.path-unknown')}</State>
}

function Statuses({ statuses }: { readonly statuses: readonly StatusHeld[] }): ReactElement {
  const { t } = useWords()
  const { span } = useFormats()
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('trust.status-of')}</Table.Th>
            <Table.Th>{t('trust.age')}</Table.Th>
            <Table.Th>{t('trust.time-left')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {statuses.map(({ what, subject, serial, ageSeconds, secondsLeft }) => (
            <Table.Tr key={`${what} ${serial}`}>
              <Table.Td>
                {t(`trust.status-${what}`)}{' '}
                <Text span size="xs" c="dimmed">
                  {subject}
                </Text>
              </Table.Td>
              <Table.Td>{span(ageSeconds * 1000)}</Table.Td>
              <Table.Td>
                {secondsLeft === undefined ? t('trust.own-record') : span(secondsLeft * 1000)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
