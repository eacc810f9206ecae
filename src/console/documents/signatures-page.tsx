import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactElement, useMemo, useState } from 'react'
import { useAddress } from '../parts/address.ts'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { download } from '../parts/export.ts'
import { Person } from '../parts/person.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import type { Receipt } from '../wire/act.ts'
import { useAnswer } from '../wire/answer.ts'
import { ask } from '../wire/ask.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import { DocumentsHead } from './documents-head.tsx'

/** A signature on the record, as those see it whom its case concerns. */
interface Recorded {
  readonly signature: string
  readonly document: string
  readonly name: string
  readonly form: string
  readonly by: { readonly kind: string; readonly id: string }
  readonly office?: string
  readonly object: string
  readonly case: string
  readonly step: string
  readonly sealed: boolean
  readonly entry: number
  readonly time: string
}

/** Which signatures were made in a case, or about an object. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { values } = useAddress()
  const { case: id, object } = values
  const isAsked = id !== undefined || object !== undefined
  return (
    <>
      <DocumentsHead at="signatures" />
      <Stack gap="md">
        <Question />
        {isAsked ? (
          <Found path={id === undefined ? '/signatures' : `/cases/${encodeURIComponent(id)}/signatures`} />
        ) : (
          <Empty title={t('documents.ask')} text={t('documents.ask-next')} />
        )}
      </Stack>
    </>
  )
}

function Question(): ReactElement {
  const { t } = useWords()
  const { values, set } = useAddress()
  const [by, setBy] = useState(values['object'] === undefined ? 'case' : 'object')
  const [text, setText] = useState(values['case'] ?? values['object'] ?? '')
  const look = (event: FormEvent): void => {
    event.preventDefault()
    const asked = text.trim()
    set(by === 'case' ? { case: asked, object: undefined } : { object: asked, case: undefined })
  }
  return (
    <form onSubmit={look}>
      <Group align="flex-end" gap="sm">
        <SegmentedControl
          aria-label={t('documents.by')}
          value={by}
          onChange={setBy}
          data={[
            { value: 'case', label: t('documents.by-case') },
            { value: 'object', label: t('documents.by-object') },
          ]}
        />
        <TextInput
          label={t(by === 'case' ? 'documents.case-number' : 'documents.object-name')}
          placeholder={by === 'case' ? '27' : 'permit/27'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit">{t('documents.look')}</Button>
      </Group>
    </form>
  )
}

function Found({ path }: { readonly path: string }): ReactElement {
  const spoken = useWords()
  const { t, language } = spoken
  const { values } = useAddress()
  const object = values['object']
  const answer = useAnswer<{ readonly signatures: readonly Recorded[] }>(
    path,
    path === '/signatures' ? { object } : {},
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  const columns = useMemo(() => columnsOf(spoken), [language])
  return (
    <DataTable
      name={t('documents.signatures')}
      rows={answer.data?.signatures}
      columns={columns}
      rowKey={({ signature }) => signature}
      problem={answer.error}
      onRetry={() => void answer.refetch()}
      onOpen={(row) => void keepReceipt(row)}
      empty={<Empty title={t('documents.none')} text={t('documents.none-next')} />}
    />
  )
}

/** The receipt against the head as it is now. */
async function keepReceipt({ signature, entry }: Recorded): Promise<void> {
  const receipt = await ask<Receipt>(`/signatures/${signature}/receipt`)
  download(`receipt-${entry}.json`, 'application/json', `${JSON.stringify(receipt, null, 2)}\n`)
}

function columnsOf({ t }: Spoken): readonly Column<Recorded>[] {
  return [
    { id: 'name', title: t('documents.row-file'), value: ({ name }) => name, width: '2fr' },
    {
      id: 'kind',
      title: t('documents.kind'),
      value: ({ sealed }) => t(sealed ? 'documents.kind-seal' : 'documents.kind-signature'),
      width: 110,
    },
    {
      id: 'by',
      title: t('documents.by-whom'),
      value: ({ by, office = '' }) => `${by.id} ${office}`,
      width: '1.8fr',
      cell: ({ by }) => <Person id={by.id} />,
    },
    { id: 'object', title: t('documents.row-object'), value: ({ object }) => object },
    { id: 'form', title: t('documents.form'), value: ({ form }) => form, width: 100 },
    { id: 'time', title: t('documents.row-time'), value: ({ time }) => time, width: 170, cell: timeCell },
    {
      id: 'signature',
      title: t('documents.signature'),
      value: ({ signature }) => signature,
      width: 190,
      cell: ({ signature }) => <Digest value={signature} />,
    },
  ]
}

function timeCell({ time }: Recorded): ReactElement {
  return <When iso={time} />
}
