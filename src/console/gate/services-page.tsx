import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useGuided } from '../parts/act/guided.tsx'
import { CliCommand } from '../parts/cli-command.tsx'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { State } from '../parts/state.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import classes from './gate.module.css'
import { GateHead } from './gate-head.tsx'
import { ServiceForm } from './service-form.tsx'
import type { Service, Services } from './told.ts'

/** The services behind the gate, and what their routes need. */
export function Page(): ReactElement {
  const { t } = useWords()
  const services = useAnswer<Services>('/services')
  const [form, setForm] = useState<{ readonly of: Service | undefined }>()
  const all = services.data?.services
  return (
    <>
      <GateHead
        title={t('gate.title')}
        lead={t('gate.lead')}
        actions={<Button onClick={() => setForm({ of: undefined })}>{t('gate.publish')}</Button>}
      />
      {services.isPending && <Waiting rows={6} />}
      {services.error && <Failed problem={services.error} retry={() => void services.refetch()} />}
      {all?.length === 0 && <Empty title={t('gate.no-services')} text={t('gate.no-services-next')} />}
      <Stack gap="md">
        {all?.map((service) => (
          <ServiceSheet key={service.service} service={service} onChange={() => setForm({ of: service })} />
        ))}
      </Stack>
      {all && (
        <Group mt="md">
          <CliCommand command="chancery service list" />
        </Group>
      )}
      {form && <ServiceForm of={form.of} onClose={() => setForm(undefined)} />}
    </>
  )
}

function ServiceSheet(props: { readonly service: Service; readonly onChange: () => void }): ReactElement {
  const { service, onChange } = props
  const { t } = useWords()
  const { title, service: id, hosts, routes, strict, proxy, suspended } = service
  return (
    <Sheet
      title={title}
      actions={
        <State tone={suspended ? 'bad' : 'good'}>{t(suspended ? 'gate.suspended' : 'gate.published')}</State>
      }
    >
      <div className={classes.service}>
        {suspended && (
          <Alert color="red" variant="light" title={t('gate.suspended-why')}>
            <Text size="sm">
              <bdi>{suspended.reason}</bdi> · <When iso={suspended.since} as="ago" />
            </Text>
          </Alert>
        )}
        <Text size="sm" c="dimmed">
          {id} · {hosts.join(', ')}
          {strict && <> · {t('gate.strict')}</>}
          {proxy !== undefined && <> · {t('gate.behind', { proxy })}</>}
        </Text>
        <table className={classes.routes}>
          <caption hidden>{t('gate.routes-of', { service: title })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('gate.route')}</th>
              <th scope="col">{t('gate.needs')}</th>
              <th scope="col">{t('gate.on')}</th>
            </tr>
          </thead>
          <tbody>
            {routes.map(({ method, path, permission, object }) => (
              <tr key={`${method} ${path}`}>
                <td>
                  <code>
                    {method} {path}
                  </code>
                </td>
                <td>
                  <code>{permission}</code>
                </td>
                <td>
                  <code>{object}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <ServiceButtons service={service} onChange={onChange} />
      </div>
    </Sheet>
  )
}

function ServiceButtons(props: { readonly service: Service; readonly onChange: () => void }): ReactElement {
  const { service, onChange } = props
  const { t } = useWords()
  const { run } = useGuided()
  const { service: id, title, suspended } = service
  const act = (verb: 'suspend' | 'resume' | 'withdraw'): Promise<unknown> =>
    run({
      title: t(`gate.${verb}-title`, { service: title }),
      act: `service.${verb}`,
      object: `service/${id}`,
      input: { service: id },
      data: { service: id },
    })
  return (
    <Group justify="space-between">
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onChange}>
          {t('gate.change')}
        </Button>
        {suspended ? (
          <Button size="xs" variant="default" onClick={() => void act('resume')}>
            {t('gate.resume')}
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => void act('suspend')}>
            {t('gate.suspend')}
          </Button>
        )}
      </Group>
      <Button size="xs" color="red" variant="outline" onClick={() => void act('withdraw')}>
        {t('gate.withdraw')}
      </Button>
    </Group>
  )
}
