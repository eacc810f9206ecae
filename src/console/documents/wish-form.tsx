import { Button, Chip, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { useWords } from '../words/words.tsx'
import { GroundChoice } from './ground-choice.tsx'
import { type Ground, groundKey } from './grounds.ts'
import { isSignedPdf, type MarkBox } from './mark.ts'
import { MarkChoice } from './mark-choice.tsx'
import {
  formFor,
  forms,
  levels,
  type Meaning,
  meanings,
  type SignatureForm,
  type SignatureLevel,
  type SigningWish,
} from './signing.ts'

/** Under which step, in which form, for how long, and what is meant. */
export function WishForm(props: {
  readonly file: File
  readonly onWish: (wish: SigningWish) => void
  readonly children: ReactNode
}): ReactElement {
  const { file, onWish, children } = props
  const { t } = useWords()
  const [ground, setGround] = useState<Ground>()
  const [form, setForm] = useState<SignatureForm>(() => formFor(file))
  const [level, setLevel] = useState<SignatureLevel>('B-LTA')
  const [meant, setMeant] = useState<readonly Meaning[]>([])
  const [words, setWords] = useState({ reason: '', location: '' })
  const [isMarked, setMarked] = useState(true)
  const [mark, setMark] = useState<MarkBox>()
  useEffect(() => {
    void isSignedPdf(file).then((isSigned) => setMarked(!isSigned))
  }, [file])
  const isPdf = form === 'PAdES'
  const wish = (): void => {
    if (ground === undefined) return
    const shown = isPdf && isMarked ? mark : undefined
    // ISO 32000-2 has one place for both.
    const reason = meant.length > 0 ? '' : words.reason
    onWish({ ground, file, form, level, meanings: meant, reason, location: words.location, mark: shown })
  }
  return (
    <Stack gap="md">
      <Sheet title={t('documents.ground')}>
        <GroundChoice chosen={ground && groundKey(ground)} onChoose={setGround} />
      </Sheet>
      <Sheet title={t('documents.how')}>
        <Stack gap="md">
          <Group grow align="flex-start">
            <Select
              label={t('documents.form')}
              description={t(`documents.form-${form}-hint`)}
              data={forms.map((one) => ({ value: one, label: t(`documents.form-${one}`) }))}
              value={form}
              allowDeselect={false}
              onChange={(value) => setForm(forms.find((one) => one === value) ?? form)}
            />
            <Select
              label={t('documents.level')}
              description={t(`documents.level-${level}-hint`)}
              data={levels.map((one) => ({ value: one, label: t(`documents.level-${one}`) }))}
              value={level}
              allowDeselect={false}
              onChange={(value) => setLevel(levels.find((one) => one === value) ?? level)}
            />
          </Group>
          <Meanings meant={meant} onMeant={setMeant} />
          <Group grow align="flex-start">
            {isPdf && (
              <TextInput
                label={t('documents.reason')}
                description={t(meant.length > 0 ? 'documents.reason-or-meaning' : 'documents.line-hint')}
                disabled={meant.length > 0}
                maxLength={200}
                dir="auto"
                value={words.reason}
                onChange={({ currentTarget: { value } }) => setWords((all) => ({ ...all, reason: value }))}
              />
            )}
            <TextInput
              label={t('documents.location')}
              description={t('documents.line-hint')}
              maxLength={200}
              dir="auto"
              value={words.location}
              onChange={({ currentTarget: { value } }) => setWords((all) => ({ ...all, location: value }))}
            />
          </Group>
          {isPdf && (
            <Switch
              label={t('documents.marked')}
              description={t('documents.marked-hint')}
              checked={isMarked}
              onChange={({ currentTarget: { checked } }) => setMarked(checked)}
            />
          )}
          {isPdf && isMarked && <MarkChoice file={file} onMark={setMark} />}
        </Stack>
      </Sheet>
      {children}
      <Group>
        <Button onClick={wish} disabled={ground === undefined}>
          {t('documents.review')}
        </Button>
        {ground === undefined && (
          <Text size="sm" c="dimmed">
            {t('documents.ground-first')}
          </Text>
        )}
      </Group>
    </Stack>
  )
}

function Meanings(props: {
  readonly meant: readonly Meaning[]
  readonly onMeant: (meant: readonly Meaning[]) => void
}): ReactElement {
  const { meant, onMeant } = props
  const { t } = useWords()
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {t('documents.meaning')}
      </Text>
      <Chip.Group
        multiple
        value={[...meant]}
        onChange={(values) => onMeant(meanings.filter((one) => values.includes(one)))}
      >
        <Group gap="xs">
          {meanings.map((one) => (
            <Chip key={one} value={one} size="sm">
              {t(`verify.meaning-${one}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  )
}
