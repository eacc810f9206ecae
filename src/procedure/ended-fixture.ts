import { hour } from '#clock'
import { row } from '#table'
import type { Step } from '#task'
import { type Event, read, type Speaker, type State } from '#unit'
import { founded, type Office, permits, speaker } from './fixture.ts'
import { procedureSlice } from './state.ts'

const inspection = `
procedure: inspection
title: { en: Inspection of a well }
opened-by: { office: intake }
objects: ['well/{case}', 'log/{case}/*']
steps:
  look: { by: { unit: water.example }, permits: [well.read, well.seal], uses: { well.seal: 2 }, within: P2D }
  note: { by: { office: inspector }, permits: [well.read, well.note], uses: { well.read: 1, well.note: 1 } }
`

const pumping = `
procedure: pumping
title: { en: Pumping }
opened-by: { office: intake }
objects: pump/{case}
steps:
  start: { by: { office: intake }, permits: [pump.read, pump.start], uses: { pump.start: 2 }, delegation: 2 }
  check: { by: { office: inspector }, permits: [pump.read], requires: start }
  left: { by: { office: inspector }, permits: [pump.turn], together: right }
  right: { by: { office: head-of-permits }, permits: [pump.turn] }
  stop:
    by: { office: intake }
    permits: [pump.stop]
    break-glass: { by: { office: inspector }, within: PT6H, tell: { office: intake } }
  look-back: { by: { office: head-of-permits }, reviews: stop }
`

const people = ['fay', 'ida', 'ivo', 'hana']
/** For tests: people of another unit. */
export const visitors: readonly Speaker[] = ['wei', 'lan'].map((person) => ({
  ...{ kind: 'visitor', id: `${person}@water.example`, key: `key-${person}`, serial: `serial-${person}` },
}))
/** For tests: everybody, people with two keys. */
export const callers: readonly Speaker[] = [
  ...people.flatMap((person) => [speaker(person), speaker(person, `other-${person}`)]),
  ...visitors,
]

/** For tests: a visitor is received. */
export function receive(office: Office, who: Speaker): void {
  office.happen({
    ...{ kind: 'visitor-received', visitor: who.id, unit: 'water.example', person: 'x', name: 'X' },
    ...{ offices: [], key: who.key, spki: '', certificate: '', serial: who.serial ?? '' },
    ...{ fingerprint: '', statement: '', signer: '', stated: 0, presented: 0, until: office.time + hour },
    ...{ grade: 'basic', paths: { basic: 1 }, units: [], agreements: [] },
  })
}

/** For tests: an office with visitors, and a case of each procedure, numbers 2 to 4. */
export function opened(): Office {
  const office = founded(permits, inspection, pumping)
  office.appoint('ida', 'intake')
  office.appoint('ivo', 'inspector')
  office.appoint('hana', 'head-of-permits')
  for (const who of visitors) receive(office, who)
  for (const procedure of ['building-permit', 'inspection', 'pumping']) office.open(procedure, speaker('ida'))
  return office
}

/** For tests: what an entry says that revokes somebody's certificate. */
export function revocation({ id, key, serial = '' }: Speaker): Event & Readonly<Record<string, unknown>> {
  return { kind: 'certificate-revoked', serial, key, principal: { kind: 'person', id } }
}

/** For tests: a step of a case as a state has it. */
export function stepIn(state: State, of: string, step: string): Step | undefined {
  const { cases, versions } = read(state, procedureSlice)
  const found = row(cases, of)
  return found?.steps[row(versions, found.digest)?.steps.findIndex(({ id }) => id === step) ?? -1]
}
