import { Button, Group, Tabs, Text } from '@mantine/core'
import { IconDownload, IconPencil } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useAddress } from '../parts/address.ts'
import { CliCommand } from '../parts/cli-command.tsx'
import { download } from '../parts/export.ts'
import { Failed } from '../parts/failed.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { ProcedureFlow } from '../parts/flow/procedure-flow.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { reach } from '../wire/ask.ts'
import { useWords, Words } from '../words/words.tsx'
import type { ProcedureWithText } from './answers.ts'
import { SourceView } from './source-view.tsx'
import { VersionsView } from './versions-view.tsx'

const tabs = ['picture', 'text', 'versions'] as const

/** One procedure: as a picture, as its text, and what it was before. */
export function Page(): ReactElement {
  const { name = '' } = useParams({ strict: false })
  const shown = useAnswer<ProcedureWithText>(`/procedures/${name}`)
  if (shown.isError) return <Failed problem={shown.error} retry={() => void shown.refetch()} />
  if (!shown.data) return <Waiting />
  return <Shown procedure={shown.data} />
}

function Shown({ procedure }: { readonly procedure: ProcedureWithText }): ReactElement {
  const { t, pick } = useWords()
  const { values, set } = useAddress()
  const officeTitle = useOfficeTitles()
  const { name, title, text } = procedure
  const tab = tabs.find((one) => one === values['tab']) ?? 'picture'
  return (
    <>
      <PageHead
        title={pick(title)}
        lead={<Standing procedure={procedure} />}
        actions={<Actions name={name} />}
      />
      <Tabs
        value={tab}
        onChange={(chosen) => set({ tab: chosen === 'picture' ? undefined : (chosen ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`procedures.tab-${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="picture">
          <ProcedureFlow procedure={procedure} officeTitle={officeTitle} />
        </Tabs.Panel>
        <Tabs.Panel value="text">
          <SourceView text={text} label={t('procedures.text-of', { title: pick(title) })} />
          <Group mt="md">
            <CliCommand command={`chancery procedure show ${name}`} />
          </Group>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsView name={name} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Standing({ procedure }: { readonly procedure: ProcedureWithText }): ReactElement {
  const { name, entry, adopted } = procedure
  return (
    <Words
      id="procedures.standing"
      values={{ name, entry }}
      components={{ 0: <When iso={adopted} as="day" />, 1: <Text span ff="monospace" size="xs" /> }}
    />
  )
}

function Actions({ name }: { readonly name: string }): ReactElement {
  const { t } = useWords()
  const save = async (): Promise<void> => {
    const answer = await reach(`/procedures/${name}/bpmn`)
    download(`${name}.bpmn`, 'application/xml', await answer.text())
  }
  return (
    <Group gap="xs" className="no-print">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => void save()}
      >
        {t('procedures.as-bpmn')}
      </Button>
      <Button
        component={Link}
        to={`/procedures/${name}/change`}
        leftSection={<IconPencil size={16} aria-hidden />}
      >
        {t('procedures.propose-change')}
      </Button>
    </Group>
  )
}
