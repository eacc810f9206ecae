import { Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { useWords } from '../words/words.tsx'
import classes from './trust.module.css'

/** A certificate with keys and signature of ML-DSA-87 takes 10 KiB, and its issuers may come with it. */
const fileBytesMax = 64 * 1024

/** A certificate in PEM: pasted, chosen or dropped. A file of DER is made PEM of. */
export function PemField(props: {
  readonly label: string
  readonly description?: string
  readonly value: string
  readonly onChange: (pem: string) => void
  readonly error?: string | undefined
}): ReactElement {
  const { label, description, value, onChange, error } = props
  const { t } = useWords()
  const [isOver, setOver] = useState(false)
  const [problem, setProblem] = useState<string>()
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file) return
    const isTooLarge = file.size > fileBytesMax
    setProblem(isTooLarge ? t('trust.file-too-large') : undefined)
    if (!isTooLarge) onChange(pemOf(new Uint8Array(await file.arrayBuffer())))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut of the button inside
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer.files[0])
      }}
    >
      <Textarea
        label={label}
        description={description}
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={4}
        maxRows={10}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8rem' } }}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={problem ?? error}
      />
      <Group mt="xs" gap="sm">
        <FileButton onChange={(file) => void take(file)} accept=".pem,.crt,.cer,.der,application/x-pem-file">
          {(button) => (
            <Button
              {...button}
              size="xs"
              variant="default"
              leftSection={<IconFileUpload size={14} aria-hidden />}
            >
              {t('trust.choose-file')}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t('trust.or-drop')}
        </Text>
      </Group>
    </div>
  )
}

/** The text of a PEM file, or PEM of one in DER (RFC 7468 §5.1). */
function pemOf(bytes: Uint8Array): string {
  const [first] = bytes
  // A certificate in DER is a SEQUENCE (X.690 §8.9).
  if (first !== 0x30) return new TextDecoder().decode(bytes)
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
