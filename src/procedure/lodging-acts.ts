import { z } from 'zod'
import { base64, fromBase64 } from '#bytes'
import { parseEnvelope, parsePublicKey, verifyEnvelope } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { certificateOfKey, unitProfile } from '#identity'
import { countOf, row } from '#table'
import { checkOpening, type Data, hiddenIn, mayOpen } from '#task'
import { type Act, actTimeToleranceMilliseconds, type Context, defineAct, parseAct, read } from '#unit'
import type { CaseOpened } from './events.ts'
import type { LodgingFault, ProcedureFault } from './fault.ts'
import { dataForm, type Outcome, procedureForm } from './form.ts'
import { lodgedGroup } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { currentProcedure, procedureSlice } from './state.ts'

/**
 * Open cases that citizens lodged, all together: an office works through some hundred at a time, and at 2 KB
 * a case strangers can fill 10 MB of the node's memory and no more.
 */
const lodgedOpenMax = 5_000

/**
 * The envelope of a wish as text: it stands once more in base64 in the entry's own envelope, and its data in
 * the event, which together stay far below the 60 KiB of an entry. Any form on paper has room in it.
 */
export const wishCharactersMax = 16 * 1024

/** Of 521 bits on an elliptic curve in base64; what a browser makes for one case needs no more. */
const keyCharactersMax = 256

/** What a citizen signs: the input of `case.open`, and in the same signed octets the key that signs it. */
const wishForm = z.strictObject({
  procedure: procedureForm,
  data: dataForm.optional(),
  key: z.string().max(keyCharactersMax),
})

/** A citizen's wish whose signature holds. */
interface Wish {
  readonly act: Act
  readonly procedure: string
  readonly data: Readonly<Record<string, string | number>>
  /** Thumbprint of the citizen's key. */
  readonly key: string
}

const lodge = defineAct({
  name: 'case.lodge',
  label: 'open a case for a citizen',
  actor: 'node',
  input: z.strictObject({
    wish: z
      .string()
      .max(wishCharactersMax)
      .describe('`case.open` in an envelope signed with a key of the citizen’s own, as it came'),
  }),
  authority: { by: 'step', permission: 'case.lodge', object: () => 'lodgings' },
  decide(context, input): Outcome {
    const wish = readWish(input.wish)
    if (!wish.ok) return wish
    const stale = wishFault(context, wish.value)
    if (stale) return refuse(stale)
    const opened = openingOf(context, wish.value)
    if (!opened.ok) return opened
    return accept([
      opened.value,
      { kind: 'case-lodged', case: opened.value.case, lodging: wish.value.act.id },
    ])
  },
})

export const lodgingActs = [lodge] as const

/** The wish in an envelope, its signature checked by the key that it names itself. */
function readWish(text: string): Result<Wish, LodgingFault> {
  const malformed = (at: string, problem: string) =>
    refuse<LodgingFault>({ kind: 'wish-malformed', at, problem })
  const envelope = parseEnvelope(text)
  if (!envelope.ok) return malformed('envelope', 'not an envelope with one signature')
  const act = parseAct(envelope.value)
  if (!act.ok) {
    return act.fault.kind === 'act-malformed'
      ? malformed(act.fault.at, act.fault.problem)
      : malformed('payloadType', 'not that of an act')
  }
  const { act: name, under, override, input } = act.value
  if (name !== 'case.open') return malformed('act', 'must be `case.open`')
  if (under || override !== undefined) return malformed('under', 'a citizen acts under no step')
  const form = wishForm.safeParse(input)
  if (!form.success) {
    const [issue] = form.error.issues
    return malformed(`input.${issue?.path.join('.') ?? ''}`, issue?.message.toLowerCase() ?? 'malformed')
  }
  const { procedure, data = {} } = form.data
  const spki = fromBase64(form.data.key)
  const key = spki.ok ? parsePublicKey(spki.value) : spki
  if (!key.ok || base64(key.value.spki) !== form.data.key) {
    return malformed('input.key', 'not a public key in base64 (SubjectPublicKeyInfo)')
  }
  if (!verifyEnvelope(envelope.value, key.value)) return refuse({ kind: 'wish-signature-wrong' })
  return accept({ act: act.value, procedure, data, key: key.value.thumbprint })
}

/** Why a wish that was signed as it should be is not taken here and now. */
function wishFault({ state, time }: Context, { act, key, data }: Wish): LodgingFault | undefined {
  if (act.unit !== unitProfile(state)?.key) return { kind: 'wish-elsewhere', asked: act.unit }
  if (Math.abs(act.time - time) > actTimeToleranceMilliseconds) {
    const toleranceMilliseconds = actTimeToleranceMilliseconds
    return { kind: 'wish-time-off', time: act.time, now: time, toleranceMilliseconds }
  }
  const { lodgings, sets } = read(state, procedureSlice)
  const known = row(lodgings, act.id)
  if (known) return { kind: 'wish-repeated', lodging: act.id, entry: known.entry }
  // Whoever has a certificate opens cases in his own name: nobody is to be a stranger to his own office.
  if (certificateOfKey(state, key)) return { kind: 'wish-key-known' }
  for (const [member, value] of Object.entries(data)) {
    const hidden = typeof value === 'string' ? hiddenIn(value) : undefined
    if (hidden) return { kind: 'wish-hidden', member, code: hidden.code }
  }
  const open = countOf(sets, lodgedGroup)
  return open < lodgedOpenMax ? undefined : { kind: 'lodgings-full', open, countMax: lodgedOpenMax }
}

/** The case as its procedure lets a citizen open it. */
function openingOf({ state }: Context, wish: Wish): Result<CaseOpened, ProcedureFault> {
  const { procedure: name, key } = wish
  const current = currentProcedure(state, name)
  if (!current) return refuse({ kind: 'procedure-unknown', procedure: name })
  const { procedure, adoption } = current
  const may = mayOpen(procedure, { kind: 'citizen', id: key, key }, organisationOf(state))
  if (!may.ok) return may
  const id = String(read(state, procedureSlice).nextCase)
  const data: Result<Data, ProcedureFault> = checkOpening(procedure, id, wish.data)
  if (!data.ok) return data
  const opener = { kind: 'citizen', id: key } as const
  const { digest } = adoption
  return accept({ kind: 'case-opened', case: id, procedure: name, digest, opener, data: data.value })
}
