import { Alert, Button, FileButton, List, Stack, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { Failed } from '../parts/failed.tsx'
import { ask } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { diagramBytesMax } from './limits.ts'

/** What a diagram became: a text, and what was left behind or decided on the way. */
export interface Imported {
  readonly text: string
  readonly notes: readonly { readonly kind: string; readonly remark: string }[]
}

type Stage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'refused'; readonly problem: unknown }
  | { readonly kind: 'too-large'; readonly octets: number }
  | { readonly kind: 'done'; readonly notes: Imported['notes']; readonly former: string }

export interface DiagramImport {
  readonly stage: Stage
  readonly bring: (file: File | null) => void
  /** Brings back what was written before. */
  readonly takeBack: (former: string) => void
}

/** Reads diagrams of BPMN 2.0 and puts the texts they became in the place of what was written. */
export function useDiagramImport(text: string, onText: (text: string) => void): DiagramImport {
  const [stage, setStage] = useState<Stage>({ kind: 'idle' })
  const read = async (file: File): Promise<void> => {
    if (file.size > diagramBytesMax) {
      setStage({ kind: 'too-large', octets: file.size })
      return
    }
    setStage({ kind: 'reading' })
    try {
      const headers = { 'Content-Type': 'application/xml' }
      const imported = await ask<Imported>('/procedures/import', {}, { method: 'POST', headers, body: file })
      onText(imported.text)
      setStage({ kind: 'done', notes: imported.notes, former: text })
    } catch (problem) {
      setStage({ kind: 'refused', problem })
    }
  }
  return {
    stage,
    bring: (file) => void (file && read(file)),
    takeBack: (former) => {
      onText(former)
      setStage({ kind: 'idle' })
    },
  }
}

export function ImportButton({ stage, bring }: DiagramImport): ReactElement {
  const { t } = useWords()
  return (
    <FileButton onChange={bring} accept=".bpmn,.xml,application/xml">
      {(props) => (
        <Button
          {...props}
          variant="default"
          loading={stage.kind === 'reading'}
          leftSection={<IconUpload size={16} aria-hidden />}
        >
          {t('procedures.import')}
        </Button>
      )}
    </FileButton>
  )
}

/** What became of the last diagram. */
export function ImportTold({ stage, takeBack }: DiagramImport): ReactElement | undefined {
  const { t } = useWords()
  const { size } = useFormats()
  switch (stage.kind) {
    case 'idle':
    case 'reading':
      return undefined
    case 'too-large':
      return (
        <Alert color="red" variant="light" role="alert">
          {t('procedures.diagram-too-large', { size: size(stage.octets), most: size(diagramBytesMax) })}
        </Alert>
      )
    case 'refused':
      return (
        <Failed problem={stage.problem}>
          <Sentences sentences={faultsOf(stage.problem)} />
        </Failed>
      )
    case 'done':
      return (
        <Alert variant="light" title={t('procedures.imported')} role="status">
          <Stack gap="xs" align="flex-start">
            <Sentences sentences={stage.notes.map(({ remark }) => remark)} />
            <Button size="xs" variant="default" onClick={() => takeBack(stage.former)}>
              {t('procedures.take-back')}
            </Button>
          </Stack>
        </Alert>
      )
    default:
      return stage satisfies never
  }
}

function Sentences({ sentences }: { readonly sentences: readonly string[] }): ReactElement | undefined {
  if (sentences.length === 0) return undefined
  return (
    <Stack gap={4}>
      <List size="sm">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>
            <Text size="sm">{sentence.replaceAll('`', '')}</Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}

/** Each element of the diagram that no procedure can say. */
function faultsOf(problem: unknown): readonly string[] {
  const faults = problem instanceof Problem ? problem.members['faults'] : undefined
  if (!Array.isArray(faults)) return []
  return faults.map((fault: { readonly problem?: unknown }) => String(fault.problem)).slice(1)
}
