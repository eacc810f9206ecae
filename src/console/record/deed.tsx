import { acts } from 'virtual:acts'
import { List, Stack, Table, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { tellEvent } from '#wording'
import { Digest } from '../parts/digest.tsx'
import { plainName, useOfficeTitles } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { When } from '../parts/when.tsx'
import type { ActText, EntryText } from '../proof/entry-proof.ts'
import type { Report } from '../proof/report.ts'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { type TextsOfUnit, useWords } from '../words/words.tsx'
import { Actor } from './actor.tsx'
import classes from './record.module.css'

/** What was done, what permitted it and what came of it, in words. */
export function Deed(props: {
  readonly report: Report
  readonly actor: string
  readonly name?: string | undefined
}): ReactElement | null {
  const { report, actor, name } = props
  const { t, language } = useWords()
  const { act, entry } = report
  if (!act || !entry) return null
  const told = entry.events.map((event) => tellEvent(event, language))
  return (
    <>
      <Sheet title={t('record.signed')}>
        <Table variant="vertical" layout="fixed">
          <Table.Tbody>
            <Row label={t('record.signed-by')}>
              <Actor actor={actor} name={name} />
            </Row>
            <Row label={t('record.signed-at')}>
              <When iso={act.time} />
            </Row>
            <Input act={act} />
            {act.override !== undefined && <Row label={t('record.although')}>{act.override}</Row>}
          </Table.Tbody>
        </Table>
      </Sheet>
      <Sheet title={t('record.permitted')}>
        <Grant entry={entry} />
      </Sheet>
      <Sheet title={t('record.came')}>
        {told.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('record.came-nothing')}
          </Text>
        ) : (
          <List size="sm" spacing="xs">
            {told.map((line, at) => (
              <List.Item key={`${at} ${line}`} style={{ overflowWrap: 'anywhere' }}>
                <EventSentence text={line} />
              </List.Item>
            ))}
          </List>
        )}
      </Sheet>
    </>
  )
}

/** Times as the record has them. */
const timeForm = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** A sentence whose names stand in backticks; it begins in upper case, a name stays as it is. */
function EventSentence({ text }: { readonly text: string }): ReactElement {
  const { time } = useFormats()
  const parts = text.replaceAll(timeForm, (iso) => time(iso)).split('`')
  const [first = ''] = parts
  return (
    <bdi>
      {first.charAt(0).toUpperCase() + first.slice(1)}
      {parts.slice(1).map((part, at) =>
        at % 2 === 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence keep their places
          <span key={at} className={classes.named}>
            <bdi>{part}</bdi>
          </span>
        ) : (
          part
        ),
      )}
    </bdi>
  )
}

/** What the act says, member by member, under the words of its definition. */
function Input({ act }: { readonly act: ActText }): ReactElement {
  const { pick } = useWords()
  const office = useOfficeTitles()
  const form = acts.find(({ name }) => name === act.act)
  return (
    <>
      {Object.entries(act.input).map(([member, value]) => (
        <Row key={member} label={pick(form?.fields[member]?.label ?? member)}>
          {typeof value === 'string' && member === 'person' ? (
            <Person id={value} />
          ) : typeof value === 'string' && member === 'office' ? (
            office(value)
          ) : typeof value === 'string' && digestForm.test(value) ? (
            <Digest value={value} />
          ) : (
            plainText(value)
          )}
        </Row>
      ))}
    </>
  )
}

/** Digests and keys: shown short, copied whole. */
const digestForm = /^(?:[0-9a-f]{40,}|[\w-]{43})$/

/** Texts longer than this are cut here; the whole stands below as it was signed. */
const shownCharactersMax = 240

function plainText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text
}

interface CaseTitles {
  readonly title?: TextsOfUnit
  readonly steps?: readonly { readonly step: string; readonly title?: TextsOfUnit }[]
}

/** What permitted the act: a step of a case, a rule of a procedure, or the founding. */
function Grant({ entry }: { readonly entry: EntryText }): ReactElement {
  const { t, pick } = useWords()
  const { grant } = entry
  const text = (member: string): string | undefined => {
    const value = grant[member]
    return typeof value === 'string' ? value : undefined
  }
  const [id, step, held] = [text('case'), text('step'), text('office')]
  const office = useOfficeTitles()
  // Whoever is not shown the case reads the names of its steps as they stand here.
  const known = useAnswer<CaseTitles>(`/cases/${id ?? ''}`, {}, { enabled: id !== undefined }).data
  const title = known?.steps?.find((one) => one.step === step)?.title
  const person = (id: string | undefined) => id !== undefined && <Person id={id} />
  const lines: readonly (readonly [string, ReactNode])[] = [
    [t('record.grant-case'), id],
    [t('record.grant-step'), title === undefined ? step && plainName(step) : pick(title)],
    [t('record.grant-permission'), text('permission')],
    [t('record.grant-object'), text('object')],
    [t('record.grant-office'), held === undefined ? undefined : office(held)],
    [t('record.grant-for'), person(text('for'))],
    [t('record.grant-delegated'), person(text('delegatedBy'))],
  ]
  return (
    <Stack gap="xs">
      <Text size="sm">{grantWords(t, text('by'), text('rule'), grant['emergency'] === true)}</Text>
      <Table variant="vertical" layout="fixed">
        <Table.Tbody>
          {lines.map(([label, value]) =>
            value === undefined || value === false ? undefined : (
              <Row key={label} label={label}>
                {value}
              </Row>
            ),
          )}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

function grantWords(
  t: ReturnType<typeof useWords>['t'],
  by: string | undefined,
  rule: string | undefined,
  isEmergency: boolean,
): string {
  if (by === 'founding') return t('record.grant-founding')
  if (by === 'rule') return t(`record.rule-${rule ?? 'executor'}`)
  return t(isEmergency ? 'record.grant-emergency' : 'record.grant-by-step')
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="11rem">
        {label}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <bdi>{children}</bdi>
      </Table.Td>
    </Table.Tr>
  )
}
