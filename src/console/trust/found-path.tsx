import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { Agreement, FoundPath, Limit, NamedUnit } from './told.ts'
import classes from './trust.module.css'
import { UnitName } from './unit-name.tsx'

/** The agreements of a path in their order, where each is narrow, and on whom all hangs. */
export function FoundPathView(props: {
  readonly found: FoundPath
  readonly from: NamedUnit
  readonly named: (key: string, unit: string) => string
  /** How old the status of a unit is, in words. */
  readonly ageOf?: (key: string) => ReactNode
}): ReactElement {
  const { found, from, named, ageOf } = props
  const { t } = useWords()
  const { path, limiting, forgers, disjoint, trusted } = found
  return (
    <Stack gap="sm">
      <ol className={classes.chain}>
        <Stop unit={from} named={named} />
        {path.map((agreement) => (
          <Leg
            key={`${agreement.by} ${agreement.agreement}`}
            agreement={agreement}
            limits={limiting}
            isAlone={path.length === 1}
          >
            <Stop
              unit={{ unit: agreement.with, key: agreement.key }}
              named={named}
              note={ageOf?.(agreement.key)}
            />
          </Leg>
        ))}
      </ol>
      <Told title={t('trust.had-to-trust')}>
        {trusted.length === 0 ? t('trust.nobody-else') : namesOf(trusted, named)}
      </Told>
      {forgers.length > 0 && (
        <Told title={t('trust.forgers')}>
          {namesOf(forgers, named)}
          {forgers.length > 1 && (
            <Text size="xs" c="dimmed">
              {t('trust.forgers-next')}
            </Text>
          )}
        </Told>
      )}
      <Told title={t('trust.disjoint')}>
        {t(disjoint.exact ? 'trust.disjoint-exact' : 'trust.disjoint-least', { count: disjoint.paths })}
      </Told>
    </Stack>
  )
}

function Stop(props: {
  readonly unit: NamedUnit
  readonly named: (key: string, unit: string) => string
  readonly note?: ReactNode
}): ReactElement {
  const { unit, named, note } = props
  return (
    <li className={classes.stop}>
      <Anchor component={Link} to={`/trust/units/${unit.key}`} c="inherit" fw={600}>
        <UnitName called={named(unit.key, unit.unit)} unit={unit.unit} />
      </Anchor>
      {note !== undefined && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </li>
  )
}

/** What is worth telling of an agreement that is alone on its path: what runs out by itself. */
const telling: ReadonlySet<Limit['bound']> = new Set(['status-age', 'validity'])

function Leg(props: {
  readonly agreement: Agreement
  readonly limits: readonly Limit[]
  /** Whether it is the only one of the path, and so the narrowest in everything. */
  readonly isAlone: boolean
  readonly children: ReactNode
}): ReactElement {
  const { agreement, limits, isAlone, children } = props
  const spoken = useWords()
  const { t } = spoken
  const { span } = useFormats()
  const own = limits.filter(
    ({ agreement: id, by, bound }) =>
      id === agreement.agreement && by === agreement.by && (!isAlone || telling.has(bound)),
  )
  return (
    <>
      <li className={classes.leg}>
        <div>{boundsText(spoken, span, agreement)}</div>
        <div>
          {t('trust.until')} <When iso={agreement.notAfter} as="day" />
        </div>
        {own.length > 0 && (
          <Group gap={4} mt={4}>
            {own.map((limit) => (
              <State key={limit.bound} tone="warn">
                {t(`trust.narrowest-${limit.bound}`)} {limitText(spoken, span, limit)}
              </State>
            ))}
          </Group>
        )}
      </li>
      {children}
    </>
  )
}

/** What an agreement allows, in one line. */
export function boundsText(
  { t }: Spoken,
  span: (milliseconds: number) => string,
  {
    grade,
    purposes,
    hops,
    statusAgeMaxSeconds,
  }: Pick<Agreement, 'grade' | 'purposes' | 'hops' | 'statusAgeMaxSeconds'>,
): string {
  return [
    t('trust.up-to-grade', { grade: grade === undefined ? '–' : t(`trust.grade-${grade}`) }),
    purposes.map((purpose) => t(`trust.purpose-${purpose}`)).join(t('trust.comma')),
    t('trust.hops-of', { hops }),
    t('trust.age-max-of', { age: span(statusAgeMaxSeconds * 1000) }),
  ].join(' · ')
}

function limitText({ t }: Spoken, span: (milliseconds: number) => string, limit: Limit): string {
  switch (limit.bound) {
    case 'grade':
      return t(`trust.grade-${limit.highest}`)
    case 'hops':
      return t('trust.spare-hops', { spare: limit.spare })
    case 'validity':
      return ''
    case 'status-age':
      return t('trust.spare-age', { spare: span(Math.max(0, limit.spareSeconds) * 1000) })
    case 'names':
      return limit.name
    default:
      return limit satisfies never
  }
}

function namesOf(units: readonly NamedUnit[], named: (key: string, unit: string) => string): ReactElement {
  return (
    <Group gap="0.2rem 0.8rem">
      {units.map(({ key, unit }) => (
        <UnitName key={key} called={named(key, unit)} unit={unit} />
      ))}
    </Group>
  )
}

function Told({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <Text size="xs" c="dimmed" fw={600}>
        {title}
      </Text>
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  )
}
