import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, endChild, isReady, startChild } from './child.ts'
import { eventually } from './eventually.ts'
import { portsFor } from './places.ts'
import { cleared, type Person, Unit, type UnitPlan } from './unit.ts'

/** Where the units lie; made anew at each run. */
const place = 'var/tour-mesh'

const registryScript = fileURLToPath(new URL('../permit-registry/main.ts', import.meta.url))
const serviceFile = fileURLToPath(new URL('../permit-registry/service.json', import.meta.url))
const procedureFile = fileURLToPath(new URL('water-permit.yaml', import.meta.url))

/** Once a second is looked whether the gate needs a certificate; the rest is for a busy machine. */
const certifiedMillisecondsMax = 15_000

/** The people of the story. */
export const zhao: Person = { id: 'zhao.min', name: '赵敏 Zhao Min' }
export const li: Person = { id: 'li.wei', name: '李伟 Li Wei' }
export const he: Person = { id: 'he.jing', name: '何静 He Jing' }
export const tang: Person = { id: 'tang.xin', name: '唐欣 Tang Xin' }

/** The name of the permit registry at the gate of the permit office. */
export const registryHost = 'permits.localhost'

/** The three units, each a process of its own, and the service behind the gate of the first. */
export interface Units {
  /** The permit office: Lin Mei decides, Zhao Min manages security, Li Wei takes in applications. */
  readonly permits: Unit
  /** The water bureau of He Jing, inspector. */
  readonly water: Unit
  /** The heritage bureau of Tang Xin, conservator. */
  readonly heritage: Unit
  /** Ends all processes; the exit codes of the nodes. */
  stop(): Promise<readonly (number | undefined)[]>
}

/** Founds, starts and fills three units that know nothing of each other. */
export async function threeUnits(): Promise<Units> {
  await cleared(place)
  const [registryPort = 0, ...ports] = await portsFor(10)
  const plans = plansFor(ports)
  const [permits, water, heritage] = await Promise.all([
    Unit.found(plans.permits),
    Unit.found(plans.water),
    Unit.found(plans.heritage),
  ])
  const registry = startRegistry(permits, registryPort)
  const all = [permits, water, heritage]
  let ending: Promise<readonly (number | undefined)[]> | undefined
  const stop = (): Promise<readonly (number | undefined)[]> => {
    ending ??= Promise.all([...all.map((unit) => unit.stop()), endChild(registry)])
    return ending.then((codes) => codes.slice(0, all.length))
  }
  // Whoever ends the tour, or has seen enough of it (`| head`), ends the units with it.
  const end = (): void => void stop().then(() => process.exit(1))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  process.stdout.on('error', end)
  try {
    await Promise.all([isReady(registry, 'the permit registry', /ready/), ...all.map((unit) => unit.start())])
    await Promise.all([fillPermits(permits, registryPort), fillWater(water), fillHeritage(heritage)])
  } catch (error) {
    await stop()
    throw error
  }
  return { permits, water, heritage, stop }
}

function plansFor(ports: readonly number[]): Readonly<Record<'permits' | 'water' | 'heritage', UnitPlan>> {
  const plan = (folder: string, from: number, rest: Omit<UnitPlan, 'folder' | 'ports'>) => {
    const [gate = 0, api = 0, open = 0] = ports.slice(from)
    return { ...rest, folder: join(place, folder), ports: { gate, api, public: open } }
  }
  return {
    permits: plan('permits', 0, {
      name: '示范市建设局 Permit Office',
      domain: 'permits.example',
      founder: { id: 'lin.mei', name: '林梅 Lin Mei' },
    }),
    water: plan('water', 3, {
      name: '水务局 Water Bureau',
      domain: 'water.example',
      founder: { id: 'shen.yu', name: '沈雨 Shen Yu' },
    }),
    heritage: plan('heritage', 6, {
      name: '文物局 Heritage Bureau',
      domain: 'heritage.example',
      founder: { id: 'bai.lu', name: '白露 Bai Lu' },
      alone: true,
    }),
  }
}

function startRegistry(permits: Unit, port: number): Child {
  const options = ['--port', String(port), '--folder', join(place, 'permits', 'permits')]
  const keys = ['--keys', `${permits.publicUrl}/.well-known/jwks.json`]
  const audience = ['--audience', `spiffe://${permits.domain}/service/permits`]
  return startChild([...options, ...keys, ...audience], {}, registryScript)
}

/** Two people decide and manage at the permit office; the offices nobody fills stay with its founder. */
async function fillPermits(unit: Unit, registryPort: number): Promise<void> {
  const lin = unit.founder
  await unit.establish('intake', 'Intake')
  await unit.register(li, lin, 'intake')
  await unit.register(zhao, lin, 'security-manager')
  const name = ['--name', 'water-permit']
  await unit.must(zhao.id, 'procedure', 'draft', ...name, '--text', `@${procedureFile}`)
  const digest = hash('sha256', await readFile(procedureFile), 'hex')
  await unit.must(lin, 'procedure', 'adopt', ...name, '--digest', digest)
  const upstream = ['--upstream', `tcp://127.0.0.1:${registryPort}`]
  await unit.must(lin, 'service', 'propose', '--input', serviceFile, ...upstream)
  await unit.must(zhao.id, 'service', 'publish', '--service', 'permits')
  await showsName(unit, registryHost)
}

async function fillWater(unit: Unit): Promise<void> {
  await unit.establish('inspector', 'Inspector')
  await unit.register(he, unit.founder, 'inspector')
}

async function fillHeritage(unit: Unit): Promise<void> {
  await unit.establish('conservator', 'Conservator')
  await unit.register(tang, unit.founder, 'conservator')
}

/** The node has its gate certified for a service's name within a second of the publication. */
async function showsName(unit: Unit, host: string): Promise<void> {
  const look = async (): Promise<boolean> => {
    const gate = await unit.gateFor(unit, li.id, host)
    try {
      return (await gate.ask('GET', '/permits/1')).status > 0
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_TLS_CERT_ALTNAME_INVALID') throw error
      return false
    } finally {
      gate.close()
    }
  }
  const { fits } = await eventually(certifiedMillisecondsMax, look, (shown) => shown)
  if (!fits) throw new Error(`the gate of ${unit.domain} does not show the name ${host}`)
}
