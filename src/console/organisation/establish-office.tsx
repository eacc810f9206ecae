import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { useWords } from '../words/words.tsx'
import { type Layer, layers } from './answers.ts'
import { Asking } from './asking.tsx'

/** Names of offices, as the unit takes them. */
const nameForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

const rankDefault = 50

/** Establishes an office, for whoever may. */
export function EstablishOffice(): ReactElement | undefined {
  const { t } = useWords()
  const may = useMay()
  const { run } = useGuided()
  const [isOpen, { open, close }] = useDisclosure()
  const [title, setTitle] = useState('')
  const [name, setName] = useState<string>()
  const [layer, setLayer] = useState<Layer>('execution')
  const [rank, setRank] = useState<number>(rankDefault)
  if (!may('office.establish', 'office/new')) return undefined
  const office = name ?? nameFrom(title)
  const isNamed = nameForm.test(office)
  const establish = (): void => {
    close()
    void run({
      title: t('organisation.establish-act', { office: title }),
      act: 'office.establish',
      object: `office/${office}`,
      input: { office, title, layer, ...(rank !== rankDefault && { rank }) },
    })
  }
  return (
    <>
      <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
        {t('organisation.establish')}
      </Button>
      <Asking
        title={t('organisation.establish')}
        lead={t('organisation.establish-lead')}
        isOpen={isOpen}
        onClose={close}
        onNext={isNamed && title.trim() !== '' ? establish : undefined}
      >
        <TextInput
          label={t('organisation.office-title')}
          description={t('organisation.office-title-hint')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        <TextInput
          label={t('organisation.office-name')}
          description={t('organisation.office-name-hint')}
          value={office}
          onChange={(event) => setName(event.currentTarget.value)}
          error={office !== '' && !isNamed && t('organisation.office-name-fault')}
          required
        />
        <Select
          label={t('organisation.layer')}
          data={layers.map((one) => ({ value: one, label: t(`organisation.layer-${one}`) }))}
          value={layer}
          onChange={(chosen) => setLayer(layers.find((one) => one === chosen) ?? layer)}
          allowDeselect={false}
        />
        <NumberInput
          label={t('organisation.rank')}
          description={t('organisation.rank-hint')}
          min={1}
          max={99}
          value={rank}
          onChange={(value) => setRank(typeof value === 'number' ? value : rankDefault)}
        />
      </Asking>
    </>
  )
}

/** A name made of a title in Latin letters; other titles are given one. */
function nameFrom(title: string): string {
  const plain = title.normalize('NFKD').toLowerCase()
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
}
