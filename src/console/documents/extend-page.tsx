import { Select, Stack, Text } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { CliCommand } from '../parts/cli-command.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { DropZone } from '../parts/verify/drop-zone.tsx'
import { useWords } from '../words/words.tsx'
import { extendCommand } from './command.ts'
import { DocumentsHead } from './documents-head.tsx'
import { levels, type SignatureLevel } from './signing.ts'

/** Every signature has the first level. */
const further = levels.filter((level) => level !== 'B-B')

/** How the signatures of a file are made to last longer, on the signer's own computer. */
export function Page(): ReactElement {
  const { t } = useWords()
  const [name, setName] = useState<string>()
  const [level, setLevel] = useState<SignatureLevel>('B-LTA')
  return (
    <>
      <DocumentsHead at="extend" />
      <Stack gap="md">
        <DropZone
          title={name ?? t('documents.extend-drop')}
          hint={t('documents.extend-hint')}
          choose={t('documents.choose')}
          onFiles={([file]) => setName(file?.name)}
        />
        <Sheet>
          <Stack gap="md">
            <Select
              label={t('documents.level')}
              description={t(`documents.level-${level}-hint`)}
              data={further.map((one) => ({ value: one, label: t(`documents.level-${one}`) }))}
              value={level}
              allowDeselect={false}
              onChange={(value) => setLevel(further.find((one) => one === value) ?? level)}
              maw="28rem"
            />
            <Text size="sm">{t('documents.extend-why')}</Text>
            <CliCommand command={extendCommand(name ?? t('documents.extend-file'), level)} />
          </Stack>
        </Sheet>
      </Stack>
    </>
  )
}
