import { Button, FileInput, PasswordInput, Stack } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { BrowserKey } from '../keys/browser-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import { importPkcs12, type Pkcs12Fault, pkcs12BytesMax } from '../keys/pkcs12.ts'
import { useWords } from '../words/words.tsx'

/** Takes key and certificate from a PKCS #12 file, as `chancery key export` writes them. */
export function ImportFile(props: {
  readonly keyring: Keyring
  readonly onTaken: (key: BrowserKey) => Promise<void>
}): ReactElement {
  const { keyring, onTaken } = props
  const { t } = useWords()
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [fault, setFault] = useState<Pkcs12Fault>()
  const [isBusy, setBusy] = useState(false)
  const take = async (): Promise<void> => {
    if (!file) return
    setBusy(true)
    setFault(undefined)
    const bytes = new Uint8Array(await file.slice(0, pkcs12BytesMax + 1).arrayBuffer())
    const read = await importPkcs12(bytes, passphrase)
    setBusy(false)
    if (!read.ok) return setFault(read.fault)
    setPassphrase('')
    await onTaken(await keyring.take(read.value))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void take()
      }}
    >
      <Stack gap="sm">
        <FileInput
          label={t('enrol.file')}
          description={t('enrol.file-hint')}
          accept=".p12,.pfx"
          placeholder={t('enrol.file-choose')}
          value={file}
          onChange={setFile}
          error={fault && fault.kind !== 'pkcs12-passphrase' && t(`enrol.${fault.kind}`)}
        />
        <PasswordInput
          label={t('enrol.passphrase')}
          value={passphrase}
          autoComplete="off"
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          error={fault?.kind === 'pkcs12-passphrase' && t('enrol.pkcs12-passphrase')}
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={file === null}>
          {t('enrol.file-take')}
        </Button>
      </Stack>
    </form>
  )
}
