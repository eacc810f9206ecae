import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { officeTitleIn } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/words.tsx'
import { type Chart, type Holder, type Layer, layers, type OfficeShown } from './answers.ts'
import classes from './organisation.module.css'

/** Holders on a card; the page of the office has all of them. */
const holdersOnCard = 6

/** The three layers from the top, each with its offices in the order of their rank. */
export function ChartView({ chart }: { readonly chart: Chart }): ReactElement {
  const { t } = useWords()
  if (chart.offices.length === 0) {
    return <Empty title={t('organisation.none')} text={t('organisation.none-text')} />
  }
  return (
    <div className={classes.chart}>
      <Summary chart={chart} />
      {layers.map((layer) => (
        <LayerBand key={layer} layer={layer} offices={chart.offices.filter((one) => one.layer === layer)} />
      ))}
    </div>
  )
}

/** What somebody looks for first: how large it is, and where somebody is missing. */
function Summary({ chart }: { readonly chart: Chart }): ReactElement {
  const { t } = useWords()
  const { offices, away } = chart
  const people = new Set(offices.flatMap(({ holders }) => holders.map(({ person }) => person)))
  const vacant = offices.filter(({ appointed }) => appointed === 0).length
  const gaps = offices.filter(({ appointed, counted }) => appointed > 0 && counted === 0).length
  return (
    <div className={classes.summary}>
      <span>{t('organisation.summary', { offices: offices.length, people: people.size })}</span>
      {vacant > 0 && <State tone="bad">{t('organisation.summary-vacant', { count: vacant })}</State>}
      {gaps > 0 && <State tone="warn">{t('organisation.summary-gap', { count: gaps })}</State>}
      {away.length > 0 && <State tone="warn">{t('organisation.summary-away', { count: away.length })}</State>}
    </div>
  )
}

function LayerBand(props: { readonly layer: Layer; readonly offices: readonly OfficeShown[] }): ReactElement {
  const { layer, offices } = props
  const { t } = useWords()
  return (
    <section className={classes.layer} data-layer={layer} aria-label={t(`organisation.layer-${layer}`)}>
      <header className={classes.layerHead}>
        <h2>{t(`organisation.layer-${layer}`)}</h2>
        <p>{t(`organisation.layer-${layer}-text`)}</p>
      </header>
      {offices.length === 0 ? (
        <p className={classes.nobody}>{t('organisation.layer-empty')}</p>
      ) : (
        <ul className={classes.offices}>
          {offices.map((office) => (
            <li key={office.office}>
              <OfficeCard office={office} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function OfficeCard({ office }: { readonly office: OfficeShown }): ReactElement {
  const { t } = useWords()
  const { office: name, title, appointed, counted, holders } = office
  const more = appointed - Math.min(holders.length, holdersOnCard)
  return (
    <article className={classes.office} data-empty={appointed === 0}>
      <h3>
        <Link to={`/organisation/${name}`}>{officeTitleIn(t, name, title)}</Link>
      </h3>
      {appointed === 0 && <State tone="bad">{t('organisation.vacant')}</State>}
      {appointed > 0 && counted === 0 && <State tone="warn">{t('organisation.nobody-there')}</State>}
      <ul className={classes.holders}>
        {holders.slice(0, holdersOnCard).map((holder) => (
          <li key={holder.person}>
            <HolderLine holder={holder} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <Link to={`/organisation/${name}`} className={classes.more}>
          {t('organisation.more-holders', { count: more })}
        </Link>
      )}
    </article>
  )
}

/** A holder, whether he is away, and who stands in. */
function HolderLine({ holder }: { readonly holder: Holder }): ReactElement {
  const { t } = useWords()
  const { person, name, since, away, substitute } = holder
  return (
    <>
      <span className={classes.holder} data-away={away !== undefined}>
        <Person id={person} name={name} />
        {since !== undefined && (
          <span className={classes.since}>
            {t('organisation.since')} <When iso={since} as="day" />
          </span>
        )}
      </span>
      {away && (
        <span className={classes.aside}>
          <State tone="warn">{t('organisation.away')}</State>
          <span>
            {t('organisation.until')} <When iso={away.until} as="day" />
          </span>
        </span>
      )}
      {substitute && (
        <span className={classes.aside}>
          <span>{t(substitute.counts ? 'organisation.stands-in' : 'organisation.would-stand-in')}</span>
          <Person id={substitute.person} name={substitute.name} />
        </span>
      )}
    </>
  )
}
