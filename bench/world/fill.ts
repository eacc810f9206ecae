import type { PrivateKey } from '#crypto'
import type { BuildingOffice, Holder } from './building-office.ts'

const peopleCount = 10_000
export const intakeCount = 20
const waitingCases = 200
const actsOnRecord = 100_000
const certificatesMany = 100_000

/** Acts under way at once; the unit takes 2,000. */
const actsAtOnceMax = 1_500

/** What everybody does: a step of his own first, then one of an office. */
const application = `procedure: application
title: { en: Application for a permit }
opened-by: anyone
objects: permit/{case}
steps:
  prepare:
    title: { en: Prepare the application }
    by: opener
    permits: [permit.read, permit.annotate]
  decide:
    title: { en: Decide on the permit }
    after: prepare
    by: { office: intake }
    permits: [permit.read, permit.approve]
`

/** Fills a unit just founded up to 100,000 acts; everybody but the founder, the staff of `intake` first. */
export async function fill(
  office: BuildingOffice,
  node: PrivateKey,
  founder: PrivateKey,
): Promise<readonly Holder[]> {
  const registrar = await office.register('registrar', node, founder, founder)
  await office.appoint(registrar.id, 'registrar', founder, founder)
  const manager = await office.register('manager', node, registrar.key, founder)
  await office.appoint(manager.id, 'security-manager', founder, founder)
  await office.establish('intake', founder)
  await office.adopt('application', application, manager.key, founder)

  const ids = Array.from({ length: peopleCount - 2 }, (_, place) => `person.${place}`)
  const others = await inWaves(ids, 6, (id) => office.register(id, node, registrar.key, manager.key))
  await inWaves(others.slice(0, intakeCount), 5, ({ id }) =>
    office.appoint(id, 'intake', manager.key, founder),
  )
  const people = [...others, registrar, manager]
  await inWaves(people, 2, (holder) => office.prepare(holder))
  await inWaves(people.slice(-waitingCases), 3, (holder) => office.hand(holder))

  const renewals = Math.ceil((actsOnRecord - office.unit.state.size) / 3)
  return [...people.slice(0, -renewals), ...(await renewEach(office, people.slice(-renewals)))]
}

/** Renews certificates, everybody in turn, until there are 100,000. */
export async function fillOn(office: BuildingOffice, people: readonly Holder[]): Promise<readonly Holder[]> {
  let holders = people
  while (office.certificates < certificatesMany) {
    const left = certificatesMany - office.certificates
    holders = [...(await renewEach(office, holders.slice(0, left))), ...holders.slice(left)]
  }
  return holders
}

function renewEach(office: BuildingOffice, people: readonly Holder[]): Promise<readonly Holder[]> {
  return inWaves(people, 3, (holder) => office.renew(holder))
}

/** Does something for each, as many at once as the unit takes. */
async function inWaves<T, R>(
  all: readonly T[],
  actsEach: number,
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const atOnce = Math.floor(actsAtOnceMax / actsEach)
  const results: R[] = []
  for (let from = 0; from < all.length; from += atOnce) {
    results.push(...(await Promise.all(all.slice(from, from + atOnce).map(work))))
  }
  return results
}
