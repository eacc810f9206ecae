import { Table, Text } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useWords } from '../../words/words.tsx'
import type { ActForm } from './act-form-schema.ts'
import type { ActWish } from './acts.tsx'

/** What is about to be signed, in words. */
export function Said(props: {
  readonly wish: ActWish
  readonly form: ActForm
  readonly input: Readonly<Record<string, unknown>>
}): ReactElement {
  const { wish, form, input } = props
  const { t, pick } = useWords()
  const lines: readonly { readonly label: string; readonly value: ReactNode }[] =
    wish.says ??
    Object.entries(input).map(([member, value]) => ({
      label: pick(form.fields[member]?.label ?? member),
      value:
        typeof value === 'string'
          ? pick(form.fields[member]?.choices?.[value] ?? value)
          : JSON.stringify(value),
    }))
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('act.says')}
      </Text>
      <Table variant="vertical" withTableBorder layout="fixed">
        <Table.Tbody>
          <Row label={t('act.what')} value={pick(form.label)} />
          {lines.map(({ label, value }) => (
            <Row key={label} label={label} value={value} />
          ))}
          {wish.under !== undefined && (
            <Row
              label={t('act.under')}
              value={t('act.under-step', { case: wish.under.case, step: wish.under.step })}
            />
          )}
          {wish.override !== undefined && <Row label={t('act.although')} value={wish.override} />}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function Row({ label, value }: { readonly label: string; readonly value: ReactNode }): ReactElement {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="11rem">
        {label}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <bdi>{value}</bdi>
      </Table.Td>
    </Table.Tr>
  )
}
