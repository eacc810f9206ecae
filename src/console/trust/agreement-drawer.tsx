import { Button, Drawer, Group, Stack, Table, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { Digest } from '../parts/digest.tsx'
import { Failed } from '../parts/failed.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { AgreementLeft } from './time-left.tsx'
import type { OwnAgreement, TrustImpact } from './told.ts'
import { TrustImpactView } from './trust-impact.tsx'
import { UnitLink } from './unit-link.tsx'

/** One agreement of this unit: its bounds, what hangs on it, and what can be done about it. */
export function AgreementDrawer(props: {
  readonly agreement: OwnAgreement
  readonly called: string
  readonly onClose: () => void
}): ReactElement {
  const { agreement, called, onClose } = props
  const { t } = useWords()
  const impact = useAnswer<TrustImpact>('/trust/impact', { withdraw: agreement.agreement }, { isCalm: true })
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={640}>{t('trust.agreement-with', { unit: called })}</Text>}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="lg">
        <Facts agreement={agreement} called={called} />
        <div>
          <Text fw={600} mb={4}>
            {t('trust.hangs-on')}
          </Text>
          {impact.isPending && <Waiting rows={3} />}
          {impact.error && <Failed problem={impact.error} retry={() => void impact.refetch()} />}
          {impact.data && <TrustImpactView impact={impact.data} />}
        </div>
        <Buttons agreement={agreement} called={called} impact={impact.data} onDone={onClose} />
      </Stack>
    </Drawer>
  )
}

function Facts({
  agreement,
  called,
}: {
  readonly agreement: OwnAgreement
  readonly called: string
}): ReactElement {
  const { t } = useWords()
  const { span } = useFormats()
  const { terms, unit, notBefore, notAfter } = agreement
  const lines: readonly (readonly [label: string, value: ReactNode])[] = [
    [t('trust.unit'), <UnitLink key="unit" of={terms.key} called={called} unit={unit} />],
    [t('trust.grade'), t('trust.up-to-grade', { grade: t(`trust.grade-${terms.grade ?? 'test'}`) })],
    [t('trust.purpose'), terms.purposes.map((one) => t(`trust.purpose-${one}`)).join(t('trust.comma'))],
    [t('trust.names'), terms.domains.join(' ')],
    [t('trust.hops'), t('trust.hops-of', { hops: terms.hops })],
    [t('trust.age-max'), t('trust.age-max-of', { age: span(terms.statusAgeMaxSeconds * 1000) })],
    [t('trust.since'), <When key="since" iso={notBefore} />],
    [
      t('trust.ends'),
      <Group key="until" gap="xs">
        <When iso={notAfter} /> <AgreementLeft until={notAfter} />
      </Group>,
    ],
    [t('trust.bundle-at'), terms.bundleUrl],
    [t('trust.serial'), <Digest key="serial" value={agreement.agreement} />],
  ]
  return (
    <Table variant="vertical" layout="fixed" withTableBorder>
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

function Buttons(props: {
  readonly agreement: OwnAgreement
  readonly called: string
  readonly impact: TrustImpact | undefined
  readonly onDone: () => void
}): ReactElement {
  const { agreement, called, impact, onDone } = props
  const { t } = useWords()
  const { run } = useGuided()
  const { unit, agreement: serial } = agreement
  const object = `unit/${unit}`
  const says = [
    { label: t('trust.unit'), value: `${called} (${unit})` },
    { label: t('trust.serial'), value: serial },
  ]
  const withdraw = async (): Promise<void> => {
    const lost = impact && { label: t('trust.shuts-out'), value: <TrustImpactView impact={impact} /> }
    const receipts = await run({
      title: t('trust.withdraw-title', { unit: called }),
      act: 'agreement.withdraw',
      object,
      input: { unit, agreement: serial },
      data: { unit },
      says: [...says, ...(lost ? [lost] : [])],
      overrides: ['strand-running-cases'],
    })
    if (receipts) onDone()
  }
  const renew = (): Promise<unknown> =>
    run({
      title: t('trust.renew-title', { unit: called }),
      act: 'agreement.propose-renewal',
      object,
      input: { unit, agreement: serial },
      data: { unit },
      asks: ['days'],
    })
  const narrow = (): Promise<unknown> =>
    run({
      title: t('trust.narrow-title', { unit: called }),
      act: 'agreement.propose-narrowing',
      object,
      input: { unit, agreement: serial },
      data: { unit },
      asks: ['grade', 'purposes', 'hops', 'domains', 'days', 'statusAge'],
      overrides: ['strand-running-cases'],
    })
  return (
    <Group justify="space-between">
      <Group gap="xs">
        <Button variant="default" onClick={() => void renew()}>
          {t('trust.renew')}
        </Button>
        <Button variant="default" onClick={() => void narrow()}>
          {t('trust.narrow')}
        </Button>
      </Group>
      <Button color="red" variant="outline" onClick={() => void withdraw()}>
        {t('trust.withdraw')}
      </Button>
    </Group>
  )
}
