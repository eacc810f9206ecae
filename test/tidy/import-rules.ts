import { posix } from 'node:path'
import { floorOf, mayRead, roomOf } from './floors.ts'
import { type Fault, inEachFile, type Rule } from './rule.ts'
import { readings, type Source } from './source.ts'

export const importRules: readonly Rule[] = [
  {
    claim: 'a room reads only the rooms below it and those before it on its floor',
    mend: 'move what both need down a floor, or let the caller pass it in',
    find: inEachFile(readsUp),
    wrong: [
      { 'src/merkle/tree.ts': "import { verify } from '#crypto'" },
      { 'src/identity/state.ts': "import type { Office } from '#organization'" },
      { 'src/task/case.ts': "export { append } from '#store'" },
      { 'src/record/log.ts': "const unit = await import('#unit')" },
      { 'src/record/log.ts': "import { head } from '#record'" },
      { 'src/record/log.ts': "import { twist } from '#nowhere'" },
    ],
    right: [
      { 'src/x509/read.ts': "import { verify } from '#crypto'\nimport { refuse } from '#fault'" },
      { 'src/organization/state.ts': "import type { Person } from '#identity'" },
      { 'src/main.ts': "import { openStore } from '#store'" },
      { 'test/world/world.ts': "import { openStore } from '#store'" },
    ],
  },
  {
    claim: 'another room is reached through its index, and a file of the same room by its path',
    mend: 'write `#room` for another room and `./file.ts` for your own',
    find: inEachFile(goesRoundTheDoor),
    wrong: [
      { 'src/unit/act.ts': "import { leaf } from '../merkle/hash.ts'" },
      { 'src/unit/act.ts': "import { leaf } from '#merkle/hash.ts'" },
      { 'src/unit/act.ts': "import { leaf } from './index.ts/../../merkle/hash.ts'" },
      { 'src/main.ts': "import { openStore } from './store/sqlite.ts'" },
      { 'src/unit/act.ts': "import { Sample } from '../../examples/sample/sample.ts'" },
      { 'bench/gate.ts': "import { openGate } from '../src/gateway/gate.ts'" },
      { 'test/world.test.ts': "const gate = import('../src/gateway/index.ts')" },
      { 'test/world/plan.ts': "import { runCommand } from '../../examples/tour/commands.ts'" },
    ],
    right: [
      { 'src/unit/act.ts': "import { leaf } from '#merkle'\nimport { entry } from './entry.ts'" },
      { 'src/unit/act.ts': "import { z } from 'zod'\nimport { hash } from 'node:crypto'" },
      { 'src/main.ts': "import { Sample } from '../examples/sample/sample.ts'" },
      { 'test/console/office.ts': "import { runCommand } from '../../examples/tour/commands.ts'" },
      { 'bench/rival/nginx.ts': "import type { Figure } from '../figure.ts'" },
    ],
  },
  {
    claim: 'a file names its exports one by one',
    mend: 'list the names: `export { a, type B } from …`',
    find: inEachFile(exportsAll),
    wrong: [
      { 'src/unit/index.ts': "export * from './act.ts'" },
      { 'src/unit/index.ts': "export * as act from './act.ts'" },
    ],
    right: [{ 'src/unit/index.ts': "export { type Act, act } from './act.ts'" }],
  },
  {
    claim: 'nothing is exported without a name',
    mend: 'export it under the name that callers use',
    find: inEachFile(exportsDefault),
    wrong: [
      { 'src/unit/act.ts': 'export default function act() {}' },
      { 'src/unit/act.ts': 'function act() {}\nexport { act as default }' },
    ],
    right: [{ 'src/unit/act.ts': 'export function act() {}' }],
  },
  {
    claim: 'one module imports `node:sqlite`',
    mend: 'go through that module: the class in it is about to be renamed',
    find: ({ sources }) =>
      sources.flatMap(sqliteReadings).filter((_, index, all) => index > 0 && all.length > 1),
    wrong: [
      {
        'src/store/a.ts': "import { DatabaseSync } from 'node:sqlite'",
        'src/store/b.ts': "import type { DatabaseSync } from 'node:sqlite'",
      },
    ],
    right: [{ 'src/store/a.ts': "import { DatabaseSync } from 'node:sqlite'" }],
  },
]

function* readsUp(source: Source): Iterable<Fault> {
  const room = roomOf(source.path)
  if (room === undefined) return
  for (const { specifier, node } of readings(source)) {
    if (!specifier.startsWith('#')) continue
    const read = specifier.slice(1)
    if (read.includes('/') || mayRead(room, read)) continue
    if (read === room) yield { at: node.start, what: `\`${room}\` reads itself through its index` }
    else if (floorOf(read) < 0) yield { at: node.start, what: `\`${specifier}\` stands on no floor` }
    else yield { at: node.start, what: `\`${room}\` reads \`${specifier}\`` }
  }
}

function* goesRoundTheDoor(source: Source): Iterable<Fault> {
  const own = precinct(source.path)
  for (const { specifier, node } of readings(source)) {
    if (specifier.startsWith('#') && !/^#[a-z0-9]+$/.test(specifier)) {
      yield { at: node.start, what: `\`${specifier}\` reaches behind an index` }
    }
    if (!specifier.startsWith('.')) continue
    const target = posix.join(posix.dirname(source.path), specifier)
    if (isWelcome(source.path, target)) continue
    // The pages of the console lie in a folder for each area; every other room is one flat folder.
    const isFlat = own.startsWith('src/') && own !== 'src/console'
    const inside = precinct(target) === own && !(isFlat && specifier.includes('../'))
    if (!inside) yield { at: node.start, what: `\`${specifier}\` leaves \`${own}\`` }
  }
}

/**
 * A first start founds the sample unit, so the wiring knows it; no room does. The console has no index: what
 * is measured of it in a browser is read by path, at units that the tours found and fill.
 */
function isWelcome(reader: string, target: string): boolean {
  if (reader.startsWith('test/console/')) {
    return target.startsWith('src/console/') || target.startsWith('examples/')
  }
  return reader === 'src/main.ts' && target.startsWith('examples/sample/')
}

/** What a file may walk about in: its room, or the top folder it lies in. */
function precinct(path: string): string {
  const room = roomOf(path)
  return room === undefined ? posix.dirname(path).replace(/\/.*/, '') : `src/${room}`
}

function* exportsAll({ places }: Source): Iterable<Fault> {
  for (const { node } of places) {
    if (node.type === 'ExportAllDeclaration') yield { at: node.start, what: 'exports everything at once' }
  }
}

function* exportsDefault({ places }: Source): Iterable<Fault> {
  for (const { node } of places) {
    const named = node.type === 'ExportSpecifier' && 'name' in node.exported && node.exported.name
    if (node.type === 'ExportDefaultDeclaration' || named === 'default') {
      yield { at: node.start, what: 'a default export' }
    }
  }
}

function sqliteReadings(source: Source) {
  const found = readings(source).filter(({ specifier }) => specifier === 'node:sqlite')
  return found.map(({ node }) => ({
    path: source.path,
    line: source.lineAt(node.start),
    what: '`node:sqlite` once more',
  }))
}
