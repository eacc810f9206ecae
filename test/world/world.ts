import { type Duration, type Instant, minute, second } from '#clock'
import { certain } from '#fault'
import { Chance } from '../fuzz/chance.ts'
import { failing, sound } from './disk.ts'
import { derivedKey, materialOf } from './material.ts'
import { type Edge, type Question, questions } from './model.ts'
import { calm, Network, storm } from './network.ts'
import { type Office, recognise, rollOver, withdraw } from './office.ts'
import { Participant } from './participant.ts'
import { Schedule } from './schedule.ts'

const start: Instant = Date.UTC(2026, 0, 5, 8)

/** Two clocks may differ by five minutes; no clock of a world is further than this from its time. */
const skewMax: Duration = 2 * minute

/** How often a running unit looks what is due; a real one does so each second. */
const lookPeriod: Duration = 4 * minute

/** How long it takes a founder to go from one errand to the next. */
const errandPause: Duration = 10 * second

/** A storm ends the life of each node about as often as this. */
const crashPeriod: Duration = 180 * minute

/** Many units, their network and their disks on simulated time, all of it from one seed. */
export class World {
  readonly seed: number
  readonly schedule = new Schedule(start)
  readonly network: Network
  /** By domain, in the order of their founding. */
  readonly units = new Map<string, Participant>()
  /** Agreements that are in force, as far as their units have said. */
  readonly edges: Edge[] = []
  readonly #chance: Chance
  readonly #offices = new Map<string, Office>()
  #stormy = false

  /** `order` seeds what happens when; who the units are follows from `seed` alone. */
  constructor(seed: number, order: number = seed) {
    this.seed = seed
    this.#chance = new Chance(order, 'world')
    this.network = new Network(this.schedule, new Chance(order, 'network'))
  }

  unit(domain: string): Participant {
    return certain(this.units.get(domain), `the unit ${domain}`)
  }

  /** Founds a unit at each domain, one after the other. */
  async found(domains: readonly string[]): Promise<void> {
    for (const domain of domains) {
      const { seed, schedule, network } = this
      const skew = this.#chance.below(2 * skewMax) - skewMax
      const material = materialOf(seed, domain, schedule.now - (schedule.now % second))
      const unit = new Participant({ seed, material, schedule, network, skew, lookPeriod })
      this.units.set(domain, unit)
      this.#offices.set(domain, {
        ...{ at: unit, authority: material.keys.authority },
        chance: new Chance(seed, `safe of ${domain}`),
      })
      await this.until(unit.found())
      if (this.#stormy) this.#expose(unit)
    }
  }

  /** Agreements are signed: those of each unit one after the other, in the order given. */
  async sign(agreements: readonly Edge[]): Promise<void> {
    const byUnit = [...Map.groupBy(agreements, ({ from }) => from)]
    const errands = byUnit.map(async ([from, own]) => {
      for (const edge of own) {
        await recognise(this.office(from), this.unit(edge.to), edge.bounds)
        this.edges.push(edge)
      }
    })
    await this.until(Promise.all(errands))
  }

  async withdraw(from: string, to: string): Promise<void> {
    await this.until(withdraw(this.office(from), to))
    this.#dropEdges((edge) => edge.from === from && edge.to === to)
  }

  /** A unit's authority key gives way to a new one. */
  async rollOver(domain: string): Promise<void> {
    const newKey = derivedKey(this.seed, `authority ${domain} ${this.schedule.now}`)
    this.#offices.set(domain, await this.until(rollOver(this.office(domain), newKey)))
  }

  /** A unit goes for good. */
  leave(domain: string): void {
    this.unit(domain).leave()
    this.#dropEdges(({ from, to }) => from === domain || to === domain)
  }

  /** Lets time pass until somebody is done with an errand. */
  async until<T>(errand: Promise<T>): Promise<T> {
    const errands = new Set([errand])
    const done = errand.finally(() => errands.delete(errand))
    // Whoever waits for `done` is told of a failure; this only keeps it from being called unheard meanwhile.
    done.catch(() => undefined)
    do await this.schedule.pass(errandPause)
    while (errands.size > 0)
    return done
  }

  /** From now on messages get lost, disks fail and nodes die. */
  storm(): void {
    this.#stormy = true
    this.network.weather = storm
    for (const unit of this.units.values()) this.#expose(unit)
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.#stormy = false
    this.network.weather = calm
    this.network.heal()
    for (const { disk } of this.units.values()) disk.trouble = sound
  }

  /** Whether each unit accepts each resident of each other, for each question: one line for each yes. */
  accepted(among: readonly string[], askers = among): ReadonlySet<string> {
    const asked = pairs(among).filter(([from]) => askers.includes(from))
    const lines = asked.flatMap(([from, to]) =>
      questions
        .filter((question) => this.unit(from).accepts(this.unit(to).material, question))
        .map((question) => lineOf(from, to, question)),
    )
    return new Set(lines)
  }

  /** Whether a unit has a bundle of the one that withdrew an agreement in which it no longer stands. */
  isToldOfEnd(domain: string, { from, to }: Pick<Edge, 'from' | 'to'>): boolean {
    const unit = this.unit(domain)
    const peers = unit.node ? unit.horizon(unit.node).peers : []
    const told = peers.filter(({ row }) => row.domain === from)
    return told.some(({ bundle }) => !bundle.agreements.some(({ bounds }) => bounds.domains[0] === to))
  }

  /** What went wrong so far, in words. */
  troubles(): string {
    const counts = [...this.network.counts].map(([what, count]) => `${count} ${what}`)
    const units = [...this.units.values()]
    const restarts = units.reduce((sum, { starts }) => sum + starts - 1, 0)
    return [...counts, `${restarts} restarts`].join(', ')
  }

  office(domain: string): Office {
    return certain(this.#offices.get(domain), `the office of ${domain}`)
  }

  #expose(unit: Participant): void {
    unit.disk.trouble = failing
    this.schedule.after(this.#chance.below(2 * crashPeriod), () => {
      if (!this.#stormy) return
      unit.crash()
      this.#expose(unit)
    })
  }

  #dropEdges(isDropped: (edge: Edge) => boolean): void {
    const kept = this.edges.filter((edge) => !isDropped(edge))
    this.edges.splice(0, this.edges.length, ...kept)
  }
}

/** Every unit with every other one. */
export function pairs(domains: readonly string[]): readonly (readonly [string, string])[] {
  return domains.flatMap((from) => domains.filter((to) => to !== from).map((to) => [from, to] as const))
}

/** One answer that is yes. */
export function lineOf(from: string, to: string, { resident, purpose, grade }: Question): string {
  return `${from} accepts the ${resident} of ${to} as ${purpose}, ${grade}`
}
