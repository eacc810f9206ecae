import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { type ReactElement, useEffect, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { useWords, Words } from '../words/words.tsx'
import { grades, purposes } from './demand-fields.tsx'
import { Fingerprint } from './fingerprint.tsx'
import { boundsText } from './found-path.tsx'
import { PemField } from './pem-field.tsx'
import type { UnitTold } from './told.ts'

/** What is known already of an agreement that somebody wants to propose. */
export interface Proposed {
  readonly domain: string
  /** Of the unit, where it is known from bundles. */
  readonly key?: string
  readonly domains?: readonly string[]
  readonly grade: string
  readonly purpose: string
  readonly hops?: number
  readonly statusAge?: number
}

interface Terms {
  readonly domain: string
  readonly domains: readonly string[]
  readonly authority: string
  readonly grade: string
  readonly purposes: readonly string[]
  readonly hops: number
  readonly days: number
  readonly statusAge: number
  readonly bundle: string
  readonly privateAddresses: boolean
}

/** Seconds of a day: as old as a status may be where nothing else is said. */
const statusAgeUsual = 86_400

/** Proposes to recognise another unit: who it is, what it is recognised for, and how its key was made sure of. */
export function ProposeForm(props: {
  readonly proposed: Proposed
  readonly onClose: () => void
}): ReactElement {
  const { proposed, onClose } = props
  const spoken = useWords()
  const { t } = spoken
  const { span } = useFormats()
  const { run } = useGuided()
  const [terms, setTerms] = useState<Terms>(() => termsFrom(proposed))
  const change = (changes: Partial<Terms>): void => setTerms((before) => ({ ...before, ...changes }))
  useKnownUnit(proposed, change)
  const known = useThumbprint(terms.authority)
  const isWhole = terms.domain !== '' && terms.authority.trim() !== '' && terms.bundle !== ''
  const propose = async (): Promise<void> => {
    const { domains, ...rest } = terms
    const bounds = { ...rest, statusAgeMaxSeconds: terms.statusAge }
    const receipts = await run({
      title: t('trust.propose-title', { unit: terms.domain }),
      act: 'agreement.propose',
      object: `unit/${terms.domain}`,
      input: { ...rest, ...(domains.length > 0 && { domains }) },
      data: { unit: terms.domain },
      asks: ['evidence'],
      says: [
        { label: t('trust.unit'), value: terms.domain },
        { label: t('trust.bounds'), value: boundsText(spoken, span, bounds) },
        { label: t('trust.bundle-at'), value: terms.bundle },
        ...(known ? [{ label: t('trust.key'), value: <Fingerprint thumbprint={known} /> }] : []),
      ],
    })
    if (receipts) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      size="lg"
      title={<Text fw={640}>{t('trust.recognise')}</Text>}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <TermsFields terms={terms} onChange={change} />
        {known !== undefined && (
          <Alert color="blue" variant="light" title={t('trust.compare')}>
            <Text size="sm" mb="xs">
              {t('trust.compare-how')}
            </Text>
            <Fingerprint thumbprint={known} />
          </Alert>
        )}
        <Text size="sm" c="dimmed">
          <Words id="trust.sign-beside-safe" components={{ 0: <code /> }} />
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!isWhole} onClick={() => void propose()}>
            {t('trust.go-on')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function termsFrom({ domain, domains = [], grade, purpose, hops = 0, statusAge }: Proposed): Terms {
  return {
    ...{ domain, domains, grade, hops, authority: '', bundle: '', days: 365, privateAddresses: false },
    purposes: [purpose],
    statusAge: Math.max(statusAge ?? statusAgeUsual, statusAgeUsual),
  }
}

/** Fills in certificate and address of a unit that bundles tell of, once they have come. */
function useKnownUnit({ key }: Proposed, change: (changes: Partial<Terms>) => void): void {
  const told = useAnswer<UnitTold>(`/peers/${key ?? ''}`, {}, { enabled: key !== undefined, isCalm: true })
  const newest = told.data?.authorities.at(-1)
  const url = told.data?.followed?.url
  // biome-ignore lint/correctness/useExhaustiveDependencies: filled in once, when it has come
  useEffect(() => {
    change({ ...(newest && { authority: newest.pem }), ...(url !== undefined && { bundle: url }) })
  }, [newest?.pem, url])
}

/** The thumbprint of the key in the certificate that stands in the field. */
function useThumbprint(authority: string): string | undefined {
  const [thumbprint, setThumbprint] = useState<string>()
  useEffect(() => {
    let isWanted = true
    void import('./thumbprint.ts').then(({ thumbprintIn }) => {
      if (isWanted) setThumbprint(thumbprintIn(authority))
    })
    return () => {
      isWanted = false
    }
  }, [authority])
  return thumbprint
}

function TermsFields(props: {
  readonly terms: Terms
  readonly onChange: (changes: Partial<Terms>) => void
}): ReactElement {
  const { terms, onChange } = props
  const { t } = useWords()
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          label={t('trust.domain')}
          required
          value={terms.domain}
          onChange={(event) => onChange({ domain: event.currentTarget.value.trim() })}
        />
        <Select
          label={t('trust.grade')}
          allowDeselect={false}
          data={grades.map((value) => ({ value, label: t(`trust.grade-${value}`) }))}
          value={terms.grade}
          onChange={(grade) => grade && onChange({ grade })}
        />
      </Group>
      <PemField
        label={t('trust.authority')}
        description={t('trust.authority-hint')}
        value={terms.authority}
        onChange={(authority) => onChange({ authority })}
      />
      <TextInput
        label={t('trust.bundle-at')}
        description={t('trust.bundle-at-hint')}
        required
        value={terms.bundle}
        onChange={(event) => onChange({ bundle: event.currentTarget.value.trim() })}
      />
      <Checkbox
        label={t('trust.private-addresses')}
        checked={terms.privateAddresses}
        onChange={(event) => onChange({ privateAddresses: event.currentTarget.checked })}
      />
      <Checkbox.Group
        label={t('trust.purpose')}
        value={[...terms.purposes]}
        onChange={(value) => value.length > 0 && onChange({ purposes: value })}
      >
        <Group mt={4}>
          {purposes.map((value) => (
            <Checkbox key={value} value={value} label={t(`trust.purpose-${value}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group grow align="flex-start">
        <NumberInput
          label={t('trust.hops')}
          min={0}
          max={8}
          value={terms.hops}
          onChange={(hops) => onChange({ hops: Number(hops) })}
        />
        <NumberInput
          label={t('trust.days')}
          min={1}
          max={1098}
          value={terms.days}
          onChange={(days) => onChange({ days: Number(days) })}
        />
        <NumberInput
          label={t('trust.age-max-hours')}
          min={1}
          max={2208}
          value={Math.round(terms.statusAge / 3600)}
          onChange={(hours) => onChange({ statusAge: Number(hours) * 3600 })}
        />
      </Group>
      <TagsInput
        label={t('trust.further-domains')}
        description={t('trust.further-domains-hint')}
        value={[...terms.domains]}
        onChange={(domains) => onChange({ domains })}
        acceptValueOnBlur
      />
    </>
  )
}
