import { hour } from '#clock'
import { certain, sure } from '#fault'
import { findPath, type PathAnswer, type PathQuestion, preparePool, SignatureMemo } from '#trust'
import { gradePolicy, parseCertificate } from '#x509'
import type { FigureResult } from '../figure.ts'
import { agreementsPerUnit, leavesPerRow, type Row, rowOf, rowTime } from './agreements.ts'
import { type Contestant, rates, rounds, turnMilliseconds } from './turns.ts'

/** A person waits 0.1 s for a page that asks some dozen questions; a connection is asked about once. */
const goals = { warm: 2_000, cold: 100, refused: 2_000 } as const

/** Further than five nobody knows whom they trust; the search is bounded at ten authorities. */
const lengths = [2, 3, 4, 5]

export async function measureCross(): Promise<readonly FigureResult[]> {
  const results: FigureResult[] = []
  for (const length of lengths) results.push(...(await measureRow(length)))
  return results
}

type Found = (answer: PathAnswer) => boolean

const isAccepted =
  (length: number): Found =>
  (answer) =>
    answer.answer === 'accepted' && answer.path.chain.length === length + 1

const isRefused: Found = (answer) => answer.answer === 'refused' && answer.fault.kind === 'name-refused'

async function measureRow(length: number): Promise<readonly FigureResult[]> {
  const row = rowOf(length)
  const read = (der: Uint8Array) => sure(parseCertificate(der), 'a certificate of the bench')
  const [anchor, known] = [read(row.anchor), row.known.map(read)]
  const prepared = { anchors: [anchor], intermediates: preparePool(known), signatures: new SignatureMemo() }
  const asking = (ders: readonly Uint8Array[], shared: Shared, isRight: Found): Contestant => {
    const leaves = ders.map(read)
    return question((number) => ({ leaf: leaf(leaves, number), ...shared }), isRight)
  }
  const accepted = isAccepted(length)
  const cold = question((number) => {
    const every = { anchors: [read(row.anchor)], intermediates: row.known.map(read) }
    return { leaf: read(leaf(row.leaves, number)), ...every }
  }, accepted)
  const { signatures: _, ...forgetful } = prepared
  const found = await rates({
    warm: asking(row.leaves, prepared, accepted),
    parsed: asking(row.leaves, forgetful, accepted),
    cold,
    refused: asking(row.strangers, prepared, isRefused),
  })
  return linesOf(length, row, found)
}

type Shared = Pick<PathQuestion, 'anchors' | 'intermediates' | 'signatures'>

/** What a unit asks before it receives somebody of another. */
function question(ask: (number: number) => Shared & Pick<PathQuestion, 'leaf'>, isRight: Found): Contestant {
  const policies = {
    initialPolicies: [gradePolicy.basic],
    requireExplicitPolicy: true,
    inhibitPolicyMapping: true,
    inhibitAnyPolicy: true,
  }
  const statusOf = () => ({ status: 'good', asOf: rowTime - hour }) as const
  const asked = { at: rowTime, purpose: 'client', policies, statusOf } as const
  return { answers: 1, run: (number) => isRight(findPath({ ...ask(number), ...asked })) }
}

function leaf<T>(all: readonly T[], number: number): T {
  return certain(all[number % leavesPerRow], 'a leaf')
}

function linesOf(
  length: number,
  row: Row,
  found: Readonly<Record<'warm' | 'parsed' | 'cold' | 'refused', number>>,
): readonly FigureResult[] {
  const mesh =
    `${length} agreements of the form every unit signs, ${length + 2} P-256 signatures; each unit on ` +
    `the way has ${agreementsPerUnit}, ${row.known.length} certificates in all; each agreement covers ` +
    'the domains after it, grade medium, clients, the hops left and a day of status; demanded: grade ' +
    'basic, client'
  const turns = `one after the other, best of ${rounds} turns of ${turnMilliseconds} ms each`
  const line = (mode: keyof typeof goals, said: string): FigureResult => ({
    figure: `trust.cross.${length}.${mode}`,
    value: Math.round(found[mode]),
    unit: mode === 'refused' ? 'refusals/s' : 'validations/s',
    goal: `>= ${goals[mode].toLocaleString('en')}`,
    met: found[mode] >= goals[mode],
    conditions: `${mesh}; ${said}; ${turns}`,
  })
  const parsed = Math.round(found.parsed).toLocaleString('en')
  return [
    line('warm', `parsed, ordered and signatures remembered (not remembered: ${parsed}/s)`),
    line('cold', 'all certificates read from DER for each question, nothing remembered'),
    line(
      'refused',
      'leaves of a unit that only the last one recognises and covers (`name-refused`); as warm',
    ),
  ]
}
