import { floorOf, roomOf } from './floors.ts'
import type { Finding, House, Rule } from './rule.ts'

/** Names of the craft, which say nothing about what is inside. */
const craftNames: readonly string[] = (
  'util utils helper helpers common lib libs service services shared misc core manager managers handlers ' +
  'types interfaces models constants'
).split(' ')

// Every domain room has this shape, so that whoever knows one knows all.
const roomShape = ['acts.ts', 'state.ts', 'queries.ts', 'index.ts']
// Rooms whose acts change the slices of other rooms and have none of their own: `founding` begins them all.
const withoutState = ['founding']
const domainFloors = [4, 5]
const documentedFloors = [1, 2, 3, 4, 5]

export const shapeRules: readonly Rule[] = [
  {
    claim: 'every folder of `src` is a room that stands on a floor and has an index, or is a program',
    mend: 'give it its place in test/tidy/floors.ts and an index.ts',
    find: (house) =>
      rooms(house).flatMap((room) => [
        ...(floorOf(room) < 0 ? [about(`src/${room}`, 'stands on no floor')] : []),
        ...(house.paths.has(`src/${room}/index.ts`) || house.paths.has(`src/${room}/main.tsx`)
          ? []
          : [about(`src/${room}`, 'has no index.ts')]),
      ]),
    wrong: [{ 'src/nowhere/index.ts': '', 'src/nowhere/act.ts': '' }, { 'src/unit/act.ts': '' }],
    right: [
      { 'src/unit/index.ts': '', 'src/unit/act.ts': '', 'src/main.ts': '', 'src/console/main.tsx': '' },
    ],
  },
  {
    claim: 'nothing but the wiring lies beside the rooms',
    mend: 'put it into the room it belongs to',
    find: ({ paths }) =>
      [...paths]
        .filter((path) => /^src\/[^/]+$/.test(path) && path !== 'src/main.ts')
        .map((path) => about(path, '')),
    wrong: [{ 'src/config.ts': '' }],
    right: [{ 'src/main.ts': '', 'src/unit/act.ts': '' }],
  },
  {
    claim: 'a domain room that offers acts has the shape of all domain rooms',
    mend: `it has ${roomShape.join(', ')}`,
    find: (house) =>
      rooms(house)
        .filter((room) => domainFloors.includes(floorOf(room)) && house.paths.has(`src/${room}/acts.ts`))
        .flatMap((room) => outOfShape(room, house)),
    wrong: [
      { 'src/identity/acts.ts': '', 'src/identity/state.ts': '', 'src/identity/index.ts': '' },
      { 'src/founding/acts.ts': '', 'src/founding/state.ts': '', 'src/founding/index.ts': '' },
    ],
    right: [
      {
        'src/identity/acts.ts': '',
        'src/identity/state.ts': '',
        'src/identity/queries.ts': '',
        'src/identity/index.ts': '',
      },
      { 'src/founding/acts.ts': '', 'src/founding/index.ts': '' },
      { 'src/gateway/index.ts': '' },
    ],
  },
  {
    claim: 'folders and files are named for what they are, not for the craft',
    mend: 'name the noun of the office; small letters, words joined by `-`',
    find: ({ sources }) =>
      sources
        .filter(({ path }) => !isWellNamed(path))
        .map(({ path }) => about(path, 'is a name of the craft')),
    wrong: [
      { 'src/unit/utils/act.ts': '' },
      { 'src/unit/helpers.ts': '' },
      { 'src/unit/actFactory.ts': '' },
      { 'test/common/fake.ts': '' },
    ],
    right: [
      { 'src/unit/act.ts': '', 'src/unit/act.test.ts': '', 'src/store/crash.process.test.ts': '' },
      { 'bin/complete-lock.mjs': '' },
    ],
  },
  {
    claim: 'every room above the ground floor has a page in docs/design',
    mend: 'write what it is, what it trusts and the life of one request through it',
    find: (house) =>
      rooms(house)
        .filter((room) => documentedFloors.includes(floorOf(room)))
        .filter((room) => !house.paths.has(`docs/design/${room}.md`))
        .map((room) => about(`docs/design/${room}.md`, 'is missing')),
    wrong: [{ 'src/unit/index.ts': '' }],
    right: [{ 'src/unit/index.ts': '', 'docs/design/unit.md': '' }, { 'src/fault/index.ts': '' }],
  },
]

function rooms({ paths }: House): readonly string[] {
  return [...new Set([...paths].flatMap((path) => roomOf(path) ?? []))].toSorted()
}

function outOfShape(room: string, { paths }: House): readonly Finding[] {
  const stateless = withoutState.includes(room)
  if (stateless && paths.has(`src/${room}/state.ts`)) {
    return [about(`src/${room}/state.ts`, 'belongs to a room that is listed as one without state')]
  }
  return (stateless ? ['index.ts'] : roomShape)
    .map((file) => `src/${room}/${file}`)
    .filter((path) => !paths.has(path))
    .map((path) => about(path, 'is missing'))
}

function isWellNamed(path: string): boolean {
  return path.split('/').every((part) => {
    const [name = '', ...endings] = part.split('.')
    return (
      /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) &&
      !craftNames.includes(name) &&
      endings.every((one) => /^\w+$/.test(one))
    )
  })
}

function about(path: string, what: string): Finding {
  return { path, line: 1, what: what === '' ? 'does not belong here' : what }
}
