import { Group, Radio, Stack, Text } from '@mantine/core'
import type { ReactElement } from 'react'
import { useAddress } from '../parts/address.ts'
import { Digest } from '../parts/digest.tsx'
import { Empty } from '../parts/empty.tsx'
import { Failed } from '../parts/failed.tsx'
import { Person } from '../parts/person.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import type { Version, VersionList } from './answers.ts'
import { DifferenceView } from './difference-view.tsx'
import classes from './procedures.module.css'

/** The texts a procedure has had, and what changed between two of them. */
export function VersionsView({ name }: { readonly name: string }): ReactElement {
  const { t } = useWords()
  const list = useAnswer<VersionList>(`/procedures/${name}/versions`)
  const { values, set } = useAddress()
  if (list.isError) return <Failed problem={list.error} retry={() => void list.refetch()} />
  if (!list.data) return <Waiting />
  const { versions } = list.data
  const [newest, former] = versions
  if (!newest || !former) {
    return (
      <Stack gap="md">
        {newest && <VersionRow version={newest} />}
        <Empty title={t('procedures.one-version')} text={t('procedures.one-version-text')} />
      </Stack>
    )
  }
  const known = (digest: string | undefined): Version | undefined => {
    return versions.find((version) => version.digest === digest)
  }
  const before = known(values['from']) ?? former
  const after = known(values['to']) ?? newest
  return (
    <Stack gap="lg">
      <table className={classes.versions}>
        <thead>
          <tr>
            <th scope="col">{t('procedures.before')}</th>
            <th scope="col">{t('procedures.after')}</th>
            <th scope="col">{t('procedures.version')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={version.digest}>
              <td>
                <Radio
                  name="from"
                  aria-label={t('procedures.compare-from', { entry: version.entry })}
                  checked={version === before}
                  onChange={() => set({ from: version.digest })}
                />
              </td>
              <td>
                <Radio
                  name="to"
                  aria-label={t('procedures.compare-to', { entry: version.entry })}
                  checked={version === after}
                  onChange={() => set({ to: version.digest })}
                />
              </td>
              <td>
                <VersionRow version={version} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Compared name={name} before={before} after={after} />
    </Stack>
  )
}

function VersionRow({ version }: { readonly version: Version }): ReactElement {
  const { t } = useWords()
  const { digest, entry, adopted, by, name, drafted } = version
  return (
    <Group gap="md">
      <span>
        <When iso={adopted} />
      </span>
      <Text size="sm" c="dimmed" component="span">
        {by === undefined ? (
          t('procedures.by-founding')
        ) : (
          <>
            {drafted && (
              <>
                {t('procedures.drafted-by')} <Person id={drafted.by} name={drafted.name} /> ·{' '}
              </>
            )}
            {t('procedures.adopted-by')} <Person id={by} name={name} />
          </>
        )}
      </Text>
      <Text size="sm" c="dimmed" component="span">
        {t('procedures.entry', { entry })}
      </Text>
      <Digest value={digest} />
    </Group>
  )
}

interface VersionText {
  readonly text: string
}

function Compared(props: {
  readonly name: string
  readonly before: Version
  readonly after: Version
}): ReactElement {
  const { name, before, after } = props
  const { t } = useWords()
  const one = useAnswer<VersionText>(`/procedures/${name}/versions/${before.digest}`)
  const other = useAnswer<VersionText>(`/procedures/${name}/versions/${after.digest}`)
  const problem = one.error ?? other.error
  if (problem) return <Failed problem={problem} />
  if (!one.data || !other.data) return <Waiting />
  return <DifferenceView before={one.data.text} after={other.data.text} label={t('procedures.difference')} />
}
