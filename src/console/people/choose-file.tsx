import { Alert, FileInput, Stack } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { useWords } from '../words/words.tsx'
import { type FileFault, type RequestFile, readRequestFile } from './request-file.ts'

/** A field for the file of a certificate request; what is none is told at once. */
export function ChooseFile({
  onFile,
}: {
  readonly onFile: (file: RequestFile | undefined) => void
}): ReactElement {
  const { t } = useWords()
  const [fault, setFault] = useState<FileFault>()
  const choose = async (file: File | null): Promise<void> => {
    const read = file ? await readRequestFile(file) : undefined
    setFault(typeof read === 'string' ? read : undefined)
    onFile(typeof read === 'string' ? undefined : read)
  }
  return (
    <Stack gap="xs">
      <FileInput
        label={t('people.file')}
        description={t('people.file-hint')}
        placeholder={t('people.file-choose')}
        accept=".csr,.req,.pem,.p10,.der,application/pkcs10"
        leftSection={<IconFileUpload size={16} aria-hidden />}
        onChange={(file) => void choose(file)}
        clearable
      />
      {fault !== undefined && (
        <Alert color="red" variant="light" role="alert">
          {t(`people.file-${fault}`)}
        </Alert>
      )}
    </Stack>
  )
}
