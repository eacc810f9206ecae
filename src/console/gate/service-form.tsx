import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  Modal,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { useWords } from '../words/words.tsx'
import type { Route, Service } from './told.ts'

interface Draft {
  readonly service: string
  readonly title: string
  readonly hosts: readonly string[]
  readonly upstream: string
  readonly strict: boolean
  readonly routes: readonly Route[]
}

const emptyRoute: Route = { method: 'GET', path: '/', permission: '', object: '' }

/** Proposes a service for the gate, or a published one anew; another person approves it. */
export function ServiceForm(props: {
  readonly of: Service | undefined
  readonly onClose: () => void
}): ReactElement {
  const { of, onClose } = props
  const { t } = useWords()
  const { run } = useGuided()
  const [draft, setDraft] = useState<Draft>(() => draftOf(of))
  const change = (changes: Partial<Draft>): void => setDraft((before) => ({ ...before, ...changes }))
  const propose = async (): Promise<void> => {
    const { strict, ...input } = draft
    const receipts = await run({
      title: t('gate.propose-title', { service: draft.title }),
      act: 'service.propose',
      object: `service/${draft.service}`,
      input: { ...input, ...(strict && { strict }), ...(of?.proxy !== undefined && { proxy: of.proxy }) },
      data: { service: draft.service },
      says: [
        { label: t('gate.service'), value: `${draft.title} (${draft.service})` },
        { label: t('gate.hosts'), value: draft.hosts.join(', ') },
        { label: t('gate.upstream'), value: draft.upstream },
        {
          label: t('gate.routes'),
          value: draft.routes.map(({ method, path, permission, object }) => (
            <div key={`${method} ${path}`}>
              {method} {path} → {permission} · {object}
            </div>
          )),
        },
      ],
    })
    if (receipts) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      size="xl"
      title={<Text fw={640}>{t('gate.publish')}</Text>}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('gate.publish-how')}
        </Text>
        <Group grow align="flex-start">
          <TextInput
            label={t('gate.name')}
            description={t('gate.name-hint')}
            required
            disabled={of !== undefined}
            value={draft.service}
            onChange={(event) => change({ service: event.currentTarget.value })}
          />
          <TextInput
            label={t('gate.title-field')}
            description={t('gate.title-hint')}
            required
            value={draft.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
        </Group>
        <TagsInput
          label={t('gate.hosts')}
          description={t('gate.hosts-hint')}
          required
          value={[...draft.hosts]}
          onChange={(hosts) => change({ hosts })}
          acceptValueOnBlur
        />
        <TextInput
          label={t('gate.upstream')}
          description={t('gate.upstream-hint')}
          required
          value={draft.upstream}
          onChange={(event) => change({ upstream: event.currentTarget.value })}
        />
        <RouteFields routes={draft.routes} onChange={(routes) => change({ routes })} />
        <Checkbox
          label={t('gate.strict-field')}
          checked={draft.strict}
          onChange={(event) => change({ strict: event.currentTarget.checked })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!isWhole(draft)} onClick={() => void propose()}>
            {t('gate.go-on-to-sign')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Where a service listens is not told to everybody, so it is asked for again. */
function draftOf(of: Service | undefined): Draft {
  if (!of) return { service: '', title: '', hosts: [], upstream: '', strict: false, routes: [emptyRoute] }
  const { service, title, hosts, strict, routes } = of
  return { service, title, hosts, strict, routes, upstream: '' }
}

function isWhole({ service, title, hosts, upstream, routes }: Draft): boolean {
  const isRoute = ({ method, path, permission, object }: Route): boolean =>
    [method, path, permission, object].every((text) => text.trim() !== '')
  const isNamed = service !== '' && title !== '' && hosts.length > 0 && upstream !== ''
  return isNamed && routes.length > 0 && routes.every(isRoute)
}

function RouteFields(props: {
  readonly routes: readonly Route[]
  readonly onChange: (routes: readonly Route[]) => void
}): ReactElement {
  const { routes, onChange } = props
  const { t } = useWords()
  const changed = (at: number, changes: Partial<Route>): void =>
    onChange(routes.map((route, place) => (place === at ? { ...route, ...changes } : route)))
  const fields = ['method', 'path', 'permission', 'object'] as const
  return (
    <Fieldset legend={t('gate.routes')}>
      <Text size="xs" c="dimmed" mb="xs">
        {t('gate.routes-hint', { brace: '{case}' })}
      </Text>
      <Stack gap="xs">
        {routes.map((route, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
          <Group key={at} gap="xs" wrap="nowrap" align="flex-end">
            {fields.map((field) => (
              <TextInput
                key={field}
                size="xs"
                label={at === 0 ? t(`gate.route-${field}`) : undefined}
                aria-label={t(`gate.route-${field}`)}
                w={field === 'method' ? 90 : undefined}
                flex={field === 'method' ? undefined : 1}
                value={route[field]}
                onChange={(event) => changed(at, { [field]: event.currentTarget.value })}
              />
            ))}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              aria-label={t('gate.remove-route')}
              disabled={routes.length === 1}
              onClick={() => onChange(routes.filter((_, place) => place !== at))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...routes, emptyRoute])}
          >
            {t('gate.add-route')}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  )
}
