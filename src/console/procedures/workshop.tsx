import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { ProcedureFlow } from '../parts/flow/procedure-flow.tsx'
import type { ShownProcedure } from '../parts/flow/ties.ts'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords, Words } from '../words/words.tsx'
import type { Outlook, ProcedureWithText } from './answers.ts'
import { countsOf, DifferenceView } from './difference-view.tsx'
import { ImportButton, ImportTold, useDiagramImport } from './import-diagram.tsx'
import { forgetDraft, useKeptText } from './kept-draft.ts'
import { lineDifference } from './line-difference.ts'
import { useOutlook } from './outlook.ts'
import { OutlookView } from './outlook-view.tsx'
import { TextEditor } from './text-editor.tsx'

/** What a new procedure begins with: the least that is one. */
const firstText = `procedure: my-procedure
title: { en: My procedure, zh: 我的流程 }
opened-by: anyone
steps:
  first:
    title: { en: The first step, zh: 第一步 }
    by: anyone
`

/** The draft of a new procedure is kept under a name that no procedure can have. */
const newName = '-new'

/** Where a text is written, looked at and proposed. Without `current` it is of a new procedure. */
export function Workshop(props: {
  readonly name?: string
  readonly current?: ProcedureWithText
}): ReactElement {
  const { name, current } = props
  const { t } = useWords()
  const start = useMemo(
    () => ({ text: current?.text ?? firstText, base: current?.digest ?? '' }),
    // What somebody writes goes on from where it began, also when the unit adopts another text meanwhile.
    [],
  )
  const { text, kept, set, restart } = useKeptText(name ?? newName, start)
  const looked = useOutlook(text)
  const diagram = useDiagramImport(text, set)
  const { outlook } = looked
  const faults = outlook && !outlook.sound ? outlook.faults : []
  return (
    <Stack gap="md">
      {kept && kept.base === (current?.digest ?? '') && (
        <Alert variant="light" role="status">
          <Group justify="space-between">
            <span>
              <Words id="procedures.kept" components={{ 0: <When iso={kept.at} as="ago" /> }} />
            </span>
            <Button size="xs" variant="default" onClick={restart}>
              {t('procedures.restart')}
            </Button>
          </Group>
        </Alert>
      )}
      {current && (kept?.base ?? start.base) !== current.digest && (
        <Alert
          variant="light"
          role="alert"
          title={t('procedures.overtaken')}
          styles={{ root: { background: 'var(--warn-ground)' }, title: { color: 'var(--warn)' } }}
        >
          {t('procedures.overtaken-text')}
        </Alert>
      )}
      <TextEditor
        label={t('procedures.text-label')}
        text={text}
        faults={faults}
        onText={set}
        aside={
          <>
            <OutlookView looked={looked} text={text} />
            <ImportTold {...diagram} />
          </>
        }
      />
      <Group justify="space-between">
        <ImportButton {...diagram} />
        <Propose
          name={name}
          text={text}
          outlook={looked.isLooking ? undefined : outlook}
          before={current?.text}
        />
      </Group>
      <Seen outlook={outlook} text={text} current={current} />
    </Stack>
  )
}

/** What the text says, drawn, and what it changes. */
function Seen(props: {
  readonly outlook: Outlook | undefined
  readonly text: string
  readonly current: ProcedureWithText | undefined
}): ReactElement {
  const { outlook, text, current } = props
  const { t } = useWords()
  const officeTitle = useOfficeTitles()
  const [last, setLast] = useState<ShownProcedure | undefined>(current)
  const procedure = outlook?.procedure ?? last
  // While something is wrong the picture stays as it was, so that one sees what one is mending.
  if (outlook?.procedure && outlook.procedure !== last) setLast(outlook.procedure)
  const picture = procedure ? (
    <>
      {outlook?.procedure === undefined && <State tone="quiet">{t('procedures.older-picture')}</State>}
      <ProcedureFlow procedure={procedure} officeTitle={officeTitle} />
    </>
  ) : (
    <Text size="sm" c="dimmed">
      {t('procedures.no-picture')}
    </Text>
  )
  if (!current) return picture
  return (
    <Tabs defaultValue="picture" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="picture">{t('procedures.tab-picture')}</Tabs.Tab>
        <Tabs.Tab value="difference">{t('procedures.difference')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="picture">{picture}</Tabs.Panel>
      <Tabs.Panel value="difference">
        <DifferenceView before={current.text} after={text} label={t('procedures.difference')} />
      </Tabs.Panel>
    </Tabs>
  )
}

/** Opens the case in which the text is drafted; another person reads and adopts it there. */
function Propose(props: {
  readonly name: string | undefined
  readonly text: string
  readonly outlook: Outlook | undefined
  readonly before: string | undefined
}): ReactElement {
  const { name, text, outlook, before } = props
  const { t, pick } = useWords()
  const { run } = useGuided()
  const navigate = useNavigate()
  const [isTried, setTried] = useState(false)
  const hindrance = hindranceOf(name, outlook)
  const propose = async (): Promise<void> => {
    setTried(true)
    if (hindrance !== undefined || !outlook?.sound) return
    const { procedure } = outlook
    const counts = countsOf(lineDifference(before ?? '', text))
    const receipts = await run({
      title: t('procedures.propose-act', { title: pick(procedure.title) }),
      act: 'procedure.draft',
      object: `procedure/${procedure.name}`,
      input: { name: procedure.name, text },
      says: [
        { label: t('procedures.procedure'), value: pick(procedure.title) },
        { label: t('procedures.difference'), value: t('procedures.difference-counts', counts) },
      ],
    })
    const events = receipts?.flatMap((receipt) => receipt.events) ?? []
    const drafted = events.find(({ kind }) => kind === 'procedure-drafted')
    if (drafted === undefined) return
    // Not before it stands on the record: whoever left half-way goes on writing.
    forgetDraft(name ?? newName)
    void navigate({ to: `/procedures/${procedure.name}/proposals/${String(drafted['case'])}` })
  }
  return (
    <Group gap="md">
      {isTried && hindrance !== undefined && (
        <Text size="sm" c="var(--bad)" role="alert">
          {t(`procedures.not-yet-${hindrance}`)}
        </Text>
      )}
      <Button onClick={() => void propose()}>{t('procedures.propose')}</Button>
    </Group>
  )
}

type Hindrance = 'looking' | 'faulty' | 'unchanged' | 'renamed' | 'taken'

/** Why a text cannot be proposed as it is. */
function hindranceOf(name: string | undefined, outlook: Outlook | undefined): Hindrance | undefined {
  if (!outlook) return 'looking'
  if (!outlook.sound) return 'faulty'
  if (outlook.standing === 'adopted') return 'unchanged'
  if (name !== undefined && outlook.procedure.name !== name) return 'renamed'
  if (name === undefined && outlook.standing === 'changed') return 'taken'
  return undefined
}
