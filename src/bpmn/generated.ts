import fc from 'fast-check'

/** For tests: what a step of a generated procedure is made of; numbers choose among what there is. */
interface Drawn {
  readonly after: readonly number[]
  readonly decides: boolean
  readonly when: readonly { readonly step: number; readonly outcome: number; readonly negated: boolean }[]
  readonly joint: 'and' | 'or'
  readonly by: number
  readonly more: readonly string[]
  readonly tie: readonly { readonly key: string; readonly step: number }[]
}

const outcomes = ['yes', 'no', 'again']
const trustees = [
  '{ office: intake }',
  '{ office: head }',
  'anyone',
  'opener',
  '{ person: mei }',
  '{ node: true }',
  '{ unit: water.example, office: inspector, grade: medium, paths: 2 }',
  '[{ office: intake }, opener]',
]
const parts = [
  'permits: [permit.read, permit.approve]',
  'within: P3DT4H',
  'title: { en: "Take <it> & \\"go\\"", zh: 受理 }',
  'title: { zh: 受理 }',
  'uses: { permit.approve: 2 }\n    permits: [permit.read, permit.approve]',
  'objects: ["permit/{case}", record]',
  'data: { note: { type: text, pattern: "[a-z<>&]{1,20}" }, sum: { type: number, required: false } }',
  'assign: { by: { office: head }, within: PT8H }',
  'assign: { within: P1D }',
  'delegation: 2',
  'delegation: { depth: 1, to: { office: head } }',
  'training: [fire-safety, law]',
  'overrides: [strand-running-cases]',
]
const ties = ['requires', 'excludes', 'together', 'triggers', 'before']

const small = fc.nat({ max: 30 })
const step: fc.Arbitrary<Drawn> = fc.record({
  after: fc.array(small, { maxLength: 3 }),
  decides: fc.boolean(),
  when: fc.array(fc.record({ step: small, outcome: fc.nat({ max: 2 }), negated: fc.boolean() }), {
    maxLength: 2,
  }),
  joint: fc.constantFrom('and', 'or'),
  by: fc.nat({ max: trustees.length - 1 }),
  more: fc.uniqueArray(fc.constantFrom(...parts), {
    maxLength: 3,
    selector: (part) => /^[a-z-]+/.exec(part)?.[0],
  }),
  tie: fc.oneof(
    { arbitrary: fc.constant([]), weight: 3 },
    {
      arbitrary: fc.array(fc.record({ key: fc.constantFrom(...ties), step: small }), { maxLength: 1 }),
      weight: 1,
    },
  ),
})

/** For tests: texts of procedures; not all of them are sound. */
export function procedureTexts(steps: {
  readonly max: number
  readonly tied: boolean
}): fc.Arbitrary<string> {
  const loop = fc.option(fc.record({ from: small, to: small, rounds: fc.integer({ min: 2, max: 100 }) }), {
    freq: 3,
  })
  return fc
    .tuple(fc.array(step, { minLength: 1, maxLength: steps.max }), loop)
    .map(([drawn, back]) =>
      textWith(steps.tied ? drawn : drawn.map((one) => ({ ...one, tie: [], more: [] })), back),
    )
}

function textWith(
  drawn: readonly Drawn[],
  back: { readonly from: number; readonly to: number; readonly rounds: number } | null,
): string {
  const lines = drawn.flatMap((one, at) => [
    `  s${at}:`,
    ...stepLines(drawn, one, at).map((line) => `    ${line}`),
  ])
  const from = back && back.from % drawn.length
  const to = back && back.to % drawn.length
  const names = `{ from: s${from}, when: s${from}.outcome == again, to: s${to}, release: s${to}, `
  const loops = back && drawn[from ?? 0]?.decides ? ['loops:', `  - ${names}rounds: ${back.rounds} }`] : []
  return [
    'procedure: office',
    'title: { en: An office }',
    'opened-by: anyone',
    'steps:',
    ...lines,
    ...loops,
    '',
  ].join('\n')
}

function stepLines(drawn: readonly Drawn[], one: Drawn, at: number): readonly string[] {
  const after = at === 0 ? [] : [...new Set(one.after.map((place) => place % at))]
  const before = [...ancestors(drawn, at)].filter((place) => drawn[place]?.decides)
  const asked = before.length === 0 ? [] : one.when
  const comparisons = asked.map(({ step: place, outcome, negated }) => {
    const decider = before[place % before.length] ?? 0
    return `s${decider}.outcome ${negated ? '!=' : '=='} ${outcomes[outcome]}`
  })
  return [
    `by: ${trustees[one.by]}`,
    ...(after.length > 0 ? [`after: [${after.map((place) => `s${place}`).join(', ')}]`] : []),
    ...(comparisons.length > 0 ? [`when: ${comparisons.join(` ${one.joint} `)}`] : []),
    ...(one.decides ? [`outcomes: [${outcomes.join(', ')}]`] : []),
    ...one.tie.map(({ key, step: place }) => `${key}: s${place % drawn.length}`),
    ...one.more,
  ]
}

function ancestors(drawn: readonly Drawn[], at: number): ReadonlySet<number> {
  const found = new Set<number>()
  const ahead = [at]
  for (let place = ahead.pop(); place !== undefined; place = ahead.pop()) {
    if (place === 0) continue
    for (const earlier of drawn[place]?.after ?? []) {
      const one = earlier % place
      if (found.has(one)) continue
      found.add(one)
      ahead.push(one)
    }
  }
  return found
}
