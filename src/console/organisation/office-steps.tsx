import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Empty } from '../parts/empty.tsx'
import { plainName } from '../parts/flow/offices.ts'
import type { ShownProcedure } from '../parts/flow/ties.ts'
import { Sheet } from '../parts/sheet.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useWords } from '../words/words.tsx'
import classes from './organisation.module.css'

/** The steps of procedures that name an office. */
export function OfficeSteps({ office }: { readonly office: string }): ReactElement {
  const { t, pick } = useWords()
  const { data } = useAnswer<{ readonly procedures: readonly ShownProcedure[] }>('/procedures')
  const rows = (data?.procedures ?? []).flatMap((procedure) =>
    procedure.steps
      .filter(({ by }) => isNamed(by, office))
      .map((step) => ({ procedure, step, key: `${procedure.name} ${step.id}` })),
  )
  return (
    <Sheet title={t('organisation.steps')}>
      {rows.length === 0 ? (
        <Empty title={t('organisation.no-steps')} text={t('organisation.no-steps-text')} />
      ) : (
        <table className={classes.rows}>
          <thead>
            <tr>
              <th scope="col">{t('organisation.step')}</th>
              <th scope="col">{t('organisation.procedure')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ procedure, step, key }) => (
              <tr key={key}>
                <td>{step.title ? pick(step.title) : plainName(step.id)}</td>
                <td>
                  <Link to={`/procedures/${procedure.name}`} className={classes.plainLink}>
                    {pick(procedure.title)}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Sheet>
  )
}

function isNamed(by: ShownProcedure['steps'][number]['by'], office: string): boolean {
  const all = by.kind === 'any-of' ? by.of : [by]
  return all.some((one) => one.kind === 'office' && one.office === office)
}
