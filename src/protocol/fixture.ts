import { readFileSync } from 'node:fs'
import { day } from '#clock'
import { accept, certain, refuse, sure } from '#fault'
import {
  type FakeUnit,
  fakeFoundingEvents,
  fakeIssued,
  fakeKey,
  fakeUnit,
  identitySlice,
  ownService,
} from '#identity'
import { organizationActs, organizationSlice } from '#organization'
import { foundingEvents, permitByStep, procedureActs, procedureSlice } from '#procedure'
import { recognitionSlice } from '#recognition'
import { type StepGrant, usesOf } from '#task'
import { type Event, type Means, Rehearsal, type Speaker } from '#unit'
import { type Certificate, parseCertificate } from '#x509'
import type { DecisionPorts } from './access-decisions.ts'

const start = Date.UTC(2026, 0, 5, 8)

const todoFiles = ['todo-list', 'todo', 'todo-administration'].map((name) => `examples/todo/${name}.yaml`)

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

/** For tests: a step of each kind that answers tell apart. */
const register = `
procedure: register
title: { en: Keep the register }
opened-by: anyone
objects: register/{case}
steps:
  keep: { by: { office: editor }, permits: [register.read, register.seal], uses: { register.seal: 2 } }
  share:
    by: { office: editor }
    permits: [register.read, register.lend]
    objects: ['register/{case}/annex', register/shared]
    delegation: 1
  name: { by: { office: editor }, permits: [person.appoint], uses: { person.appoint: 1 } }
  short: { by: { office: editor }, permits: [register.stamp], within: PT1H }
`

const offices = ['administrator', 'editor', 'operator']

const nothingToDraw = (): never => {
  throw new Error('bug: an act of this test drew')
}
const noMeans: Means = { random: nothingToDraw, signer: nothingToDraw }

type Line = Readonly<Record<string, unknown>>

/** For tests: what can go wrong with the node behind the answers. */
export type NodeFault = 'stopped' | 'uses-fail' | 'uses-late' | 'journal-fails'

/** For tests: the unit of the AuthZEN todo scenario, its people, and the node's part of deciding. */
export class Citadel {
  readonly office: Rehearsal
  readonly unit: FakeUnit
  /** Lines of the access journal. */
  readonly journal: Line[] = []
  readonly ports: DecisionPorts
  fault: NodeFault | undefined
  /** What happens while a line is being written. */
  meanwhile: (() => void) | undefined
  readonly #speakers = new Map<string, Speaker>()
  readonly #certificates = new Map<string, Certificate>()

  /** @param more texts of further procedures */
  constructor(...more: readonly string[]) {
    const office = new Rehearsal({
      slices: [identitySlice, organizationSlice, recognitionSlice, procedureSlice],
      acts: [...organizationActs, ...procedureActs],
      queries: [],
      permit: permitByStep,
      eventsOfUse: usesOf,
      means: noMeans,
      time: start,
    })
    this.office = office
    this.unit = fakeUnit(start, undefined, 'the-citadel.com')
    const { key } = this.node
    const adopted = foundingEvents({
      texts: [...['procedures/node-duty.yaml', ...todoFiles].map(textOf), register, ...more],
      announced: [],
      offices,
      node: { id: ownService.node, key },
      index: 0,
      time: start,
    })
    office.happen(
      ...fakeFoundingEvents(this.unit),
      ...offices.map((name) => ({
        kind: 'office-established',
        office: name,
        title: name,
        layer: 'execution',
      })),
      ...sure(adopted, 'the founding').map((event) => ({ ...event })),
    )
    this.ports = this.#ports()
  }

  get node(): Speaker {
    const { thumbprint } = this.unit.keys.node.publicKey
    return { kind: 'node', id: ownService.node, key: thumbprint, serial: 'node' }
  }

  /** Somebody of this unit with a certificate; made when first named. */
  own(id: string, kind: 'person' | 'service' | 'device' = 'person'): Speaker {
    const known = this.#speakers.get(id)
    if (known) return known
    const key = fakeKey()
    const der = this.unit.leaf(key, { kind, id, commonName: id })
    const issued = fakeIssued(der, kind, id, id)
    this.office.happen({ ...issued })
    const speaker: Speaker = { kind, id, key: key.publicKey.thumbprint, serial: issued.serial }
    this.#speakers.set(id, speaker)
    this.#certificates.set(id, sure(parseCertificate(der), 'a certificate of the test'))
    return speaker
  }

  /** The certificate of somebody of this unit. */
  certificate(id: string): Certificate {
    return certain(this.#certificates.get(id), `the certificate of ${id}`)
  }

  /** Somebody of another unit, received for a day; `id@domain`. */
  visitor(visitor: string, ...stated: readonly string[]): Speaker {
    const [person = '', unit = ''] = visitor.split('@')
    const key = `key-${person}`
    this.office.happen({
      ...{ kind: 'visitor-received', visitor, unit, person, name: person, offices: stated, key },
      ...{ spki: '', certificate: '', serial: `serial-${person}`, fingerprint: `print-${person}` },
      ...{ statement: '', signer: '', stated: 0, presented: 0, grade: 'basic', paths: { basic: 1 } },
      ...{ units: [], agreements: [], until: this.office.time + day },
    })
    return { kind: 'visitor', id: visitor, key, serial: `serial-${person}` }
  }

  appoint(person: string, office: string): void {
    this.office.happen({ kind: 'person-appointed', person, office })
  }

  /** Opens a case; its number. */
  open(procedure: string, by: Speaker, data: Readonly<Record<string, string>> = {}): string {
    const [event] = sure(this.office.act('case.open', by, { procedure, data }), `opening ${procedure}`)
    return (event as Event & { readonly case: string }).case
  }

  claim(of: string, step: string, by: Speaker): void {
    sure(this.office.act('step.claim', by, { case: of, step }), `claiming ${step}`)
  }

  /** Everybody of the todo scenario with what he has to do there. */
  inhabit(): this {
    const [rick, morty] = [this.own('rick'), this.own('morty')]
    this.appoint('rick', 'administrator')
    this.appoint('morty', 'editor')
    const [summer, beth, jerry] = ['summer', 'beth', 'jerry'].map((id) =>
      this.visitor(`${id}@the-smiths.com`, ...(id === 'summer' ? ['editor'] : [])),
    )
    for (const one of [rick, morty, summer, beth, jerry]) {
      const who = certain(one, 'somebody of the scenario')
      const list = this.open('todo-list', who)
      for (const step of ['people', 'read']) this.claim(list, step, who)
      if (who !== beth && who !== jerry) this.claim(list, 'write', who)
    }
    this.claim(this.open('todo-administration', rick), 'order', rick)
    for (const [last, owner] of [
      ['1', morty],
      ['2', rick],
      ['3', summer],
    ] as const) {
      const who = certain(owner, 'an owner')
      const todo = `7240d0db-8ff0-41ec-98b2-34a096273b9${last}`
      this.claim(this.open('todo', who, { todo }), 'own', who)
    }
    return this
  }

  #ports(): DecisionPorts {
    const { office } = this
    return {
      state: () => office.state,
      clock: { now: () => office.time },
      refusal: () => (this.fault === 'stopped' ? { kind: 'node-closing' } : undefined),
      recordUse: async (grant) => {
        if (this.fault === 'uses-fail') return refuse({ kind: 'unavailable' })
        if (this.fault === 'uses-late') this.#use(grant)
        return this.#use(grant) ? accept(office.state.size - 1) : refuse({ kind: 'used-up' })
      },
      isOfAct: (permission) => permission === 'person.appoint',
      journal: async (lines) => {
        if (this.fault === 'journal-fails') throw new Error('disk gone')
        for (const line of lines)
          this.journal.push(JSON.parse(Buffer.from(line).toString()) as object as never)
        this.meanwhile?.()
        this.meanwhile = undefined
      },
    }
  }

  #use({ case: id, step, permission, object, person, epoch }: StepGrant): boolean {
    const input = { case: id, step, permission, object, person, epoch }
    return this.office.act('step.use', this.node, input, { case: '1', step: 'serve' }).ok
  }
}
