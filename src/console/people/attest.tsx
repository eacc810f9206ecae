import { Button, Group, Radio, Select, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useMay } from '../parts/act/situation.ts'
import { Sheet } from '../parts/sheet.tsx'
import { useWords } from '../words/words.tsx'
import { type Grade, grades, type Kind, kinds, type WaitingRequest } from './answers.ts'
import { faultsOf, type Subject } from './attest-form.ts'
import { ShortCode } from './short-code.tsx'

const blank: Omit<Subject, 'kind'> = { id: '', name: '', evidence: '', grade: 'basic', dns: [] }

/** Says whose request it is: the registrar fills in what was seen, and signs the acts of one errand. */
export function Attest(props: {
  readonly one: WaitingRequest
  readonly kind: Kind
}): ReactElement | undefined {
  const { one, kind: expected } = props
  const { t } = useWords()
  const may = useMay()
  const allowed = kinds.filter((kind) => may('request.attest', `request/${kind}/${one.request}`))
  const [subject, setSubject] = useState<Subject>({ ...blank, kind: expected })
  const [tried, setTried] = useState(false)
  const attest = useAttesting(one)
  const kind = allowed.includes(subject.kind) ? subject.kind : allowed[0]
  // An attestation that waits is looked at by somebody else; a new one takes its place only if it lapsed.
  if (kind === undefined || one.waits === 'approval') return undefined
  const whole: Subject = { ...subject, kind }
  const faults = faultsOf(whole)
  const go = (): void => {
    setTried(true)
    if (Object.keys(faults).length === 0) attest(whole)
  }
  return (
    <Sheet title={t('people.attest')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('people.attest-lead')}
          </Text>
          {allowed.length > 1 && (
            <Select
              label={t('people.kind')}
              data={allowed.map((value) => ({ value, label: t(`people.one-${value}`) }))}
              value={kind}
              onChange={(value) => setSubject({ ...subject, kind: kindNamed(value) })}
            />
          )}
          <Fields
            subject={whole}
            faults={tried ? faults : {}}
            onChange={(changes) => setSubject({ ...subject, ...changes })}
          />
          <Group justify="flex-end">
            <Button type="submit">{t('people.attest-next')}</Button>
          </Group>
        </Stack>
      </form>
    </Sheet>
  )
}

function kindNamed(value: string | null): Kind {
  return kinds.find((one) => one === value) ?? 'person'
}

function useAttesting({ request }: WaitingRequest): (subject: Subject) => void {
  const { t } = useWords()
  const guided = useGuided()
  const navigate = useNavigate()
  return ({ kind, id, name, evidence, grade, dns }) => {
    const errand = guided.run({
      title: t('people.attest-title', { name }),
      act: 'request.attest',
      object: `request/${kind}/${request}`,
      input: {
        request,
        kind,
        id,
        name,
        evidence,
        grade,
        ...(kind !== 'person' && dns.length > 0 && { dns }),
      },
      says: [
        { label: t('people.code'), value: <ShortCode request={request} isLarge /> },
        { label: t('people.kind'), value: t(`people.one-${kind}`) },
        { label: t('people.name'), value: name },
        { label: t('people.id'), value: id },
        { label: t('people.evidence'), value: evidence },
        { label: t('people.grade'), value: t(`people.grade-${grade}`) },
        ...(dns.length > 0 ? [{ label: t('people.hosts'), value: dns.join(', ') }] : []),
      ],
    })
    void errand.then((receipts) => receipts && navigate({ to: '/people/requests' }))
  }
}

function Fields(props: {
  readonly subject: Subject
  readonly faults: ReturnType<typeof faultsOf>
  readonly onChange: (changes: Partial<Subject>) => void
}): ReactElement {
  const { subject, faults, onChange } = props
  const { t } = useWords()
  const errorOf = (member: keyof Subject): string | undefined => {
    const fault = faults[member]
    return fault === undefined ? undefined : t(`people.fault-${fault}`)
  }
  return (
    <>
      <TextInput
        label={t('people.name')}
        description={t('people.name-hint')}
        value={subject.name}
        error={errorOf('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        required
      />
      <TextInput
        label={t('people.id')}
        description={t('people.id-hint')}
        value={subject.id}
        error={errorOf('id')}
        onChange={(event) => onChange({ id: event.currentTarget.value })}
        spellCheck={false}
        required
      />
      {subject.kind !== 'person' && (
        <TagsInput
          label={t('people.hosts')}
          description={t('people.hosts-hint')}
          value={[...subject.dns]}
          onChange={(dns) => onChange({ dns })}
          acceptValueOnBlur
        />
      )}
      <Textarea
        label={t('people.evidence')}
        description={t('people.evidence-hint')}
        value={subject.evidence}
        error={errorOf('evidence')}
        onChange={(event) => onChange({ evidence: event.currentTarget.value })}
        autosize
        minRows={2}
        required
      />
      <Grades grade={subject.grade} onGrade={(grade) => onChange({ grade })} />
    </>
  )
}

function Grades(props: { readonly grade: Grade; readonly onGrade: (grade: Grade) => void }): ReactElement {
  const { grade, onGrade } = props
  const { t } = useWords()
  return (
    <Radio.Group
      label={t('people.grade')}
      value={grade}
      onChange={(value) => onGrade(grades.find((one) => one === value) ?? 'basic')}
    >
      <Stack gap={6} mt="xs">
        {grades.map((one) => (
          <Radio
            key={one}
            value={one}
            label={t(`people.grade-${one}`)}
            description={t(`people.grade-${one}-means`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}
