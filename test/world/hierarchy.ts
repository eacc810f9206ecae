import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromBase64 } from '#bytes'
import { second } from '#clock'
import { certain, sure } from '#fault'
import { agreementsOf } from '#recognition'
import { gradePolicy, pem } from '#x509'
import { Chance } from '../fuzz/chance.ts'
import { type Edge, type Question, questions } from './model.ts'
import { boundsBy, domainsOf } from './plan.ts'
import type { Property } from './property.ts'
import { sceneOf } from './scene.ts'
import { lineOf, type World } from './world.ts'

/** On a tree of agreements there is one path at most, and every verifier finds it. */
export const hierarchy: Property = {
  name: 'hierarchy',
  claim: 'on a plain hierarchy the answers equal those of `openssl verify`',
  unitsMin: 3,
  usesOpenssl: true,
  async check(extent, tell) {
    const plan = new Chance(extent.seed, 'tree')
    const domains = domainsOf(extent.units, plan)
    const { world } = await sceneOf(extent, domains, treeOf(domains, plan))
    const folder = await mkdtemp(join(tmpdir(), 'world-'))
    try {
      const found = world.accepted(domains)
      const verified = await verifiedByOpenssl(world, folder)
      assert.deepEqual([...found].toSorted(), [...verified].toSorted())
      tell(`${found.size} answers are yes for both`)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

/** Everybody but the first is recognised by one who came before. */
function treeOf(domains: readonly string[], chance: Chance): readonly Edge[] {
  return domains.slice(1).map((to, place) => {
    const from = chance.pick(domains.slice(0, place + 1))
    return {
      from,
      to,
      bounds: boundsBy(
        domains.filter((domain) => domain !== from),
        chance,
      ),
    }
  })
}

/** The answers of OpenSSL, which is given every certificate that any unit could use. */
async function verifiedByOpenssl(world: World, folder: string): Promise<ReadonlySet<string>> {
  const units = [...world.units.values()]
  const agreements = units.flatMap(({ node }) => agreementsOf(certain(node, 'a node').opened.unit.state))
  const between = [
    ...units.map(({ material }) => material.issuing.der),
    ...agreements.map(({ certificate }) => sure(fromBase64(certificate), 'a recorded certificate')),
  ]
  const pool = join(folder, 'pool.pem')
  await writeFile(pool, between.map((der) => pem('CERTIFICATE', der)).join(''))
  const lines: string[] = []
  for (const { domain, material, clock } of units) {
    const anchor = join(folder, `${domain}.pem`)
    await writeFile(anchor, pem('CERTIFICATE', material.authority.der))
    for (const question of questions) {
      const leaves = new Map<string, string>()
      for (const other of units) {
        if (other.domain === domain) continue
        const file = join(folder, `${other.domain} ${question.resident}.pem`)
        await writeFile(file, pem('CERTIFICATE', other.material.people[question.resident].der))
        leaves.set(file, lineOf(domain, other.domain, question))
      }
      const asked = { anchor, pool, at: clock.now(), question, leaves: [...leaves.keys()] }
      const good = await filesVerified(asked)
      lines.push(...[...leaves].filter(([file]) => good.has(file)).map(([, line]) => line))
    }
  }
  return new Set(lines)
}

/** Which of several leaves OpenSSL finds a path to. */
async function filesVerified(asked: {
  readonly anchor: string
  readonly pool: string
  readonly at: number
  readonly question: Question
  readonly leaves: readonly string[]
}): Promise<ReadonlySet<string>> {
  const { anchor, pool, at, question, leaves } = asked
  const options = [
    ...['verify', '-CAfile', anchor, '-untrusted', pool, '-attime', String(Math.floor(at / second))],
    ...['-purpose', question.purpose === 'client' ? 'sslclient' : 'sslserver'],
    ...['-policy', gradePolicy[question.grade], '-explicit_policy', '-inhibit_any', '-inhibit_map'],
  ]
  const verifying = promisify(execFile)('openssl', [...options, ...leaves])
  // It exits with 2 when one of them has no path; the lines say which.
  const { stdout } = await verifying.catch((error: { readonly stdout?: string }) => {
    if (error.stdout === undefined) throw error
    return { stdout: error.stdout }
  })
  return new Set(leaves.filter((file) => stdout.includes(`${file}: OK`)))
}
