/** A step of a case as `GET /cases` tells it, as far as decisions about offices are looked for. */
export interface StepInCase {
  readonly step: string
  readonly state: string
  readonly mine: boolean
  readonly claimable: boolean
  readonly permits: readonly string[]
  readonly objects: readonly string[]
}

/** Something that was proposed about an office or a person, and waits for the reader. */
export interface Decision {
  readonly act: string
  readonly object: string
  /** What the object names, as the input of the act wants it. */
  readonly about: { readonly person?: string; readonly office?: string; readonly substitute?: string }
  readonly case: string
  readonly step: string
  /** Members of the input that may be left out and are asked for all the same. */
  readonly asks?: readonly string[]
}

const person = '(?<person>[^/]+)'
const office = '(?<office>[^/]+)'

/** Acts that decide what another person proposed, and what their objects say. */
const forms: readonly { readonly act: string; readonly form: RegExp; readonly asks?: readonly string[] }[] = [
  { act: 'person.appoint', form: new RegExp(`^office/${office}/person/${person}$`) },
  { act: 'person.dismiss', form: new RegExp(`^office/${office}/person/${person}$`) },
  {
    act: 'substitute.name',
    form: new RegExp(`^office/${office}/person/${person}/substitute/(?<substitute>[^/]+)$`),
  },
  { act: 'absence.record', form: new RegExp(`^absence/person/${person}$`), asks: ['from', 'reason'] },
]

/** What waits in a case for whoever may take its steps or holds them. */
export function decisionsIn(id: string, steps: readonly StepInCase[]): readonly Decision[] {
  return steps
    .filter(({ claimable, mine, state }) => claimable || (mine && state === 'valid'))
    .flatMap(({ step, permits, objects }) =>
      forms
        .filter(({ act }) => permits.includes(act))
        .flatMap(({ act, form, asks }) =>
          objects.flatMap((object) => {
            const about = form.exec(object)?.groups
            return about ? [{ act, object, about: { ...about }, case: id, step, ...(asks && { asks }) }] : []
          }),
        ),
    )
}
