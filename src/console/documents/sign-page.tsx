import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { DropZone } from '../parts/verify/drop-zone.tsx'
import { VerdictBanner } from '../parts/verify/report-view.tsx'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import { DocumentsHead } from './documents-head.tsx'
import { documentOctetsMax } from './signing.ts'
import { Signing } from './signing-flow.tsx'

/** Sign a document, or have it sealed, under a step that permits it. */
export function Page(): ReactElement {
  const [file, setFile] = useState<File>()
  return (
    <>
      <DocumentsHead at="sign" />
      {file === undefined ? (
        <ChooseFile onFile={setFile} />
      ) : (
        <Stack gap="md">
          <FileBar file={file} onOther={() => setFile(undefined)} />
          <Signing key={`${file.name} ${file.lastModified}`} file={file} onOther={() => setFile(undefined)} />
        </Stack>
      )}
    </>
  )
}

function ChooseFile({ onFile }: { readonly onFile: (file: File) => void }): ReactElement {
  const { t } = useWords()
  const { size } = useFormats()
  const [refused, setRefused] = useState<File>()
  const take = (file: File | undefined): void => {
    if (file === undefined) return
    const fits = file.size > 0 && file.size <= documentOctetsMax
    setRefused(fits ? undefined : file)
    if (fits) onFile(file)
  }
  return (
    <Stack gap="md">
      {refused !== undefined && (
        <VerdictBanner
          verdict="open"
          title={t(refused.size === 0 ? 'verify.files-empty' : 'documents.too-large', { name: refused.name })}
        >
          {t(refused.size === 0 ? 'verify.files-empty-detail' : 'documents.too-large-detail', {
            size: size(refused.size),
            most: size(documentOctetsMax),
          })}
        </VerdictBanner>
      )}
      <DropZone
        title={t('documents.drop')}
        hint={t('documents.drop-hint', { most: size(documentOctetsMax) })}
        choose={t('documents.choose')}
        onFiles={([file]) => take(file)}
      />
    </Stack>
  )
}

function FileBar({ file, onOther }: { readonly file: File; readonly onOther: () => void }): ReactElement {
  const { t } = useWords()
  const { size } = useFormats()
  return (
    <Sheet>
      <Group justify="space-between">
        <Text component="div">
          <bdi>{file.name}</bdi>{' '}
          <Text span c="dimmed" size="sm">
            {size(file.size)}
          </Text>
        </Text>
        <Button variant="subtle" size="compact-sm" onClick={onOther}>
          {t('documents.other-file')}
        </Button>
      </Group>
    </Sheet>
  )
}
