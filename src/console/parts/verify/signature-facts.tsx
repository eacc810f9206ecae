import { Accordion, Stack, Text } from '@mantine/core'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { useFormats } from '../../words/formats.ts'
import { type Spoken, useWords } from '../../words/words.tsx'
import classes from './verify.module.css'
import type { SignatureJudged } from './verify-files.ts'

/** EN 319 122-1 §5.2.3: the last number of a commitment's identifier. */
const commitments: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.9.16.6.1': 'origin',
  '1.2.840.113549.1.9.16.6.2': 'receipt',
  '1.2.840.113549.1.9.16.6.3': 'delivery',
  '1.2.840.113549.1.9.16.6.4': 'sender',
  '1.2.840.113549.1.9.16.6.5': 'approval',
  '1.2.840.113549.1.9.16.6.6': 'creation',
}

const grades: readonly string[] = ['test', 'rudimentary', 'basic', 'medium', 'high']

/** What stands in the signature, and what the answer rests on for those who ask. */
export function SignatureFacts({ judged }: { readonly judged: SignatureJudged }): ReactElement {
  const { t } = useWords()
  const formats = useFormats()
  const rows = factsOf(judged, t, formats.exactTime)
  return (
    <Stack gap="sm">
      <dl className={classes.facts}>
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{t(`verify.${label}`)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <Accordion variant="contained" className="no-print">
        <Accordion.Item value="more">
          <Accordion.Control>{t('verify.rests-on')}</Accordion.Control>
          <Accordion.Panel>
            <Grounds judged={judged} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  )
}

type Row = readonly [label: string, value: ReactNode]

function factsOf(judged: SignatureJudged, t: Spoken['t'], time: (iso: string) => string): readonly Row[] {
  const { SignerInformation: signer, SignatureAttributes: said, Chancery } = judged
  const { BestSignatureTime: best } = judged.ValidationTimeInfo
  const grade = signer?.Grade
  const { found, valid } = Chancery.Levels
  const meant = said.CommitmentTypeIndication?.Identifier ?? []
  const documents = judged.SignersDocument.map(({ Name }) => partName(Name, t)).filter((name) => name !== '')
  const rows: readonly (readonly [string, ReactNode | undefined])[] = [
    ['signer', signer && <bdi>{signer.Signer}</bdi>],
    ['unit', signer?.Unit && <bdi>{`${signer.Unit.id} · ${signer.Unit.domain}`}</bdi>],
    ['grade', grade !== undefined && grades.includes(grade) ? t(`verify.grade-${grade}`) : grade],
    ['proven-time', best.Kind === undefined ? t('verify.time-unproven') : time(best.POETime)],
    ['said-time', said.SigningTime && time(said.SigningTime.Time)],
    ['said-roles', textOf(said.SignerRole?.Role ?? [])],
    ['said-meaning', textOf(meant.map((oid) => meaningOf(oid, t)))],
    ['said-reason', said.Reason && <bdi>{said.Reason.Text}</bdi>],
    ['said-place', said.SignatureProductionPlace && <bdi>{said.SignatureProductionPlace.Place}</bdi>],
    ['covers', textOf(documents)],
    ['form', [judged.SignatureIdentifier.Form, ...(found === undefined ? [] : [found])].join(' · ')],
    ['level-proven', valid !== undefined && valid !== found ? valid : undefined],
  ]
  return rows.flatMap(([label, value]): readonly Row[] =>
    value === undefined || value === '' ? [] : [[label, value]],
  )
}

/** The revisions of a PDF have no names of their own. */
function partName(name: string, t: Spoken['t']): string {
  const revision = /^revision (\d+) of (\d+)$/.exec(name)
  return revision === null
    ? name
    : t('verify.revision', { number: revision[1] ?? '', count: revision[2] ?? '' })
}

function meaningOf(oid: string, t: Spoken['t']): string {
  const known = commitments[oid]
  return known === undefined ? oid : t(`verify.meaning-${known}`)
}

function textOf(names: readonly string[]): ReactNode | undefined {
  return names.length === 0 ? undefined : <bdi>{names.join(', ')}</bdi>
}

/** The path of certificates, what was said of each, the algorithms and time-stamps. */
function Grounds({ judged }: { readonly judged: SignatureJudged }): ReactElement {
  const { t } = useWords()
  const { exactTime } = useFormats()
  const { AssociatedValidationReportData: data, SubIndication = [] } = judged.SignatureValidationStatus
  const statuses = new Map(data.RevocationStatusInformation.map((one) => [one.Subject, one]))
  return (
    <Stack gap="sm">
      {SubIndication.length > 0 && (
        <Text size="sm">{t('verify.indication', { code: SubIndication.map(lastPart).join(', ') })}</Text>
      )}
      <Text size="sm" fw={600}>
        {t('verify.path')}
      </Text>
      {data.CertificateChain.length === 0 && <Text size="sm">{t('verify.path-none')}</Text>}
      {data.CertificateChain.map(({ Subject }, at) => {
        const status = statuses.get(Subject)
        return (
          <Text key={`${String(at)} ${Subject}`} size="sm" component="div">
            <bdi>{Subject}</bdi>
            {status !== undefined && (
              <Text size="xs" c="dimmed">
                {t('verify.status', { status: status.Status, time: exactTime(status.AsOf) })}
              </Text>
            )}
          </Text>
        )
      })}
      <Text size="sm" fw={600}>
        {t('verify.algorithms')}
      </Text>
      <Text size="sm">
        {[...new Set(data.CryptoInformation.map(({ Algorithm }) => Algorithm))].join(', ')}
      </Text>
      {judged.Timestamps.map(({ TimeStampValue, Authority = '', SignatureValidationStatus: status }, at) => (
        <Text key={`${TimeStampValue} ${at}`} size="sm">
          {t(status.MainIndication.endsWith('total-passed') ? 'verify.stamp' : 'verify.stamp-unproven', {
            time: TimeStampValue === undefined ? '' : exactTime(TimeStampValue),
            authority: Authority,
          })}
        </Text>
      ))}
    </Stack>
  )
}

function lastPart(urn: string): string {
  return urn.slice(urn.lastIndexOf(':') + 1)
}
