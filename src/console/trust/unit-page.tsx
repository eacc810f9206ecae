import { Button, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { Fingerprint } from './fingerprint.tsx'
import { boundsText } from './found-path.tsx'
import { calledOf } from './standing.ts'
import { AgreementLeft, BundleLeft } from './time-left.tsx'
import type { Agreement, UnitTold } from './told.ts'
import classes from './trust.module.css'
import { TrustHead } from './trust-head.tsx'
import { UnitLink } from './unit-link.tsx'

/** What is known of one unit. */
export function Page(): ReactElement {
  const { t } = useWords()
  const params: Readonly<Record<string, string>> = useParams({ strict: false })
  const key = params['unit'] ?? ''
  const told = useAnswer<UnitTold>(`/peers/${encodeURIComponent(key)}`)
  const unit = told.data
  return (
    <>
      <TrustHead
        title={unit ? calledOf(unit) : t('trust.unit')}
        lead={unit ? unit.unit : t('trust.unit-lead')}
        actions={
          unit &&
          !unit.own && (
            <>
              <Button component={Link} to={`/trust?to=${unit.key}`} variant="default">
                {t('trust.show-path')}
              </Button>
              <Button component={Link} to={`/trust/plan?accept=${unit.unit}`} variant="default">
                {t('trust.plan-it')}
              </Button>
            </>
          )
        }
      />
      {told.isPending && <Waiting rows={8} />}
      {told.error && <Failed problem={told.error} retry={() => void told.refetch()} />}
      {unit && <UnitView unit={unit} />}
    </>
  )
}

function UnitView({ unit }: { readonly unit: UnitTold }): ReactElement {
  const { t } = useWords()
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} className={classes.start ?? ''}>
        <Sheet title={t('trust.bundle')}>
          <BundleFacts unit={unit} />
        </Sheet>
        <Sheet title={t('trust.keys')}>
          <Stack gap="sm">
            {unit.authorities.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('trust.no-keys')}
              </Text>
            )}
            {unit.authorities.map(({ key, subject, notAfter }) => (
              <div key={key}>
                <Text size="sm" fw={600}>
                  {subject}
                </Text>
                <Text size="xs" c="dimmed" mb={4}>
                  {t('trust.until')} <When iso={notAfter} as="day" />
                </Text>
                <Fingerprint thumbprint={key} />
              </div>
            ))}
          </Stack>
        </Sheet>
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} className={classes.start ?? ''}>
        <Sheet title={t('trust.recognises')}>
          <AgreementLines told={unit.recognises} end="with" />
        </Sheet>
        <Sheet title={t('trust.recognised-by')}>
          <AgreementLines told={unit.recognisedBy} end="by" />
        </Sheet>
      </SimpleGrid>
    </Stack>
  )
}

function BundleFacts({ unit }: { readonly unit: UnitTold }): ReactElement {
  const { t } = useWords()
  const { number, span } = useFormats()
  const { bundle, followed, own } = unit
  if (own) return <Text size="sm">{t('trust.own-bundle')}</Text>
  const counts =
    bundle && Math.min(Date.parse(followed?.until ?? bundle.nextUpdate), Date.parse(bundle.nextUpdate))
  const lines: readonly (readonly [label: string, value: ReactNode])[] = [
    [
      t('trust.followed'),
      followed ? (
        <State tone="good">{t(followed.own ? 'trust.followed-own' : 'trust.followed-behind')}</State>
      ) : (
        <State tone="quiet">{t('trust.not-followed')}</State>
      ),
    ],
    ...(followed ? [[t('trust.age-max'), span(followed.statusAgeMaxSeconds * 1000)] as const] : []),
    ...(bundle && counts !== undefined
      ? ([
          [t('trust.time-left'), <BundleLeft key="left" thisUpdate={bundle.thisUpdate} until={counts} />],
          [t('trust.issued'), <When key="issued" iso={bundle.thisUpdate} as="ago" />],
          [t('trust.accepted-at'), <When key="accepted" iso={bundle.accepted} />],
          [t('trust.number'), number(bundle.number)],
          [t('trust.record-size'), number(bundle.recordSize)],
          [
            t('trust.growth'),
            <State key="growth" tone={bundle.consistent ? 'good' : 'warn'}>
              {t(bundle.consistent ? 'trust.growth-proven' : 'trust.growth-unproven')}
            </State>,
          ],
          [t('trust.revoked'), number(unit.revoked ?? 0)],
          [t('trust.digest'), <Digest key="digest" value={bundle.digest} />],
        ] as const)
      : []),
    [t('trust.visitors'), number(unit.visitors)],
    ...(followed ? [[t('trust.bundle-at'), followed.url] as const] : []),
  ]
  return (
    <Table variant="vertical" layout="fixed">
      <Table.Tbody>
        {lines.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" w="10rem">
              {label}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** Shown one by one up to so many; the map has them all. */
const linesMax = 50

function AgreementLines(props: {
  readonly told: { readonly known: number; readonly agreements: readonly Agreement[] }
  readonly end: 'by' | 'with'
}): ReactElement {
  const { told, end } = props
  const spoken = useWords()
  const { t } = spoken
  const { span } = useFormats()
  if (told.known === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('trust.nobody-known')}
      </Text>
    )
  }
  return (
    <Stack gap="xs">
      {told.agreements.slice(0, linesMax).map((agreement) => (
        <div key={`${agreement.by} ${agreement.agreement}`}>
          <Group justify="space-between" gap="xs">
            <UnitLink
              of={end === 'with' ? agreement.key : agreement.by}
              called={agreement[end]}
              unit={agreement[end]}
            />
            <AgreementLeft until={agreement.notAfter} />
          </Group>
          <Text size="xs" c="dimmed">
            {boundsText(spoken, span, agreement)}
          </Text>
        </div>
      ))}
      {told.known > linesMax && (
        <Text size="sm" c="dimmed">
          {t('trust.and-more', { count: told.known - Math.min(linesMax, told.agreements.length) })}
        </Text>
      )}
    </Stack>
  )
}
