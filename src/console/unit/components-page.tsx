import { Anchor, Button, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { download } from '../parts/export.ts'
import { PageHead } from '../parts/page-head.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { useAnswer } from '../wire/answer.ts'
import { type Spoken, useWords } from '../words/words.tsx'

/** A component of CycloneDX 1.6, as far as it is shown. */
interface Component {
  readonly 'bom-ref': string
  readonly group?: string
  readonly name: string
  readonly version: string
  readonly scope: 'required' | 'optional' | 'excluded'
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string }
    readonly expression?: string
  }[]
}

interface Inventory {
  readonly components: readonly Component[]
}

/** What the program is made of, to look through and to take along. */
export function Page(): ReactElement {
  const { t } = useWords()
  const { data, error, refetch } = useAnswer<Inventory>('/inventory')
  const columns = useMemo(() => columnsOf(t), [t])
  const save = (): void =>
    download('chancery.cdx.json', 'application/vnd.cyclonedx+json', `${JSON.stringify(data, null, 2)}\n`)
  return (
    <>
      <PageHead
        title={t('unit.components')}
        lead={t('unit.components-lead')}
        actions={
          <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={save} disabled={!data}>
            {t('unit.components-download')}
          </Button>
        }
      />
      <Stack gap="md">
        <DataTable
          name={t('unit.components')}
          rows={data?.components}
          columns={columns}
          rowKey={(component) => component['bom-ref']}
          problem={error}
          onRetry={() => void refetch()}
          empty={<Empty title={t('unit.components-none')} />}
        />
        <Anchor component={Link} to="/unit" size="sm">
          {t('unit.back')}
        </Anchor>
      </Stack>
    </>
  )
}

function columnsOf(t: Spoken['t']): readonly Column<Component>[] {
  return [
    { id: 'name', title: t('unit.component-name'), value: nameOf, width: '2fr' },
    { id: 'version', title: t('unit.component-version'), value: ({ version }) => version, width: 150 },
    { id: 'licence', title: t('unit.component-licence'), value: licenceOf },
    {
      id: 'scope',
      title: t('unit.component-scope'),
      value: ({ scope }) => t(`unit.scope-${scope}`),
      choices: (['required', 'optional', 'excluded'] as const).map((scope) => {
        const label = t(`unit.scope-${scope}`)
        return { value: label, label }
      }),
      width: 150,
    },
    {
      id: 'hash',
      title: t('unit.component-hash'),
      value: hashOf,
      cell: (component) => (hashOf(component) === '' ? '' : <Digest value={hashOf(component)} />),
    },
  ]
}

function nameOf({ group, name }: Component): string {
  return group === undefined ? name : `${group}/${name}`
}

function licenceOf({ licenses = [] }: Component): string {
  return licenses
    .map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
    .join(', ')
}

function hashOf({ hashes = [] }: Component): string {
  return hashes[0]?.content ?? ''
}
