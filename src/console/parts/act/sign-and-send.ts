import { signingTime } from '../../keys/clock.ts'
import { signAct } from '../../keys/envelope.ts'
import { openKeyring } from '../../keys/keyring.ts'
import { sessionNow } from '../../keys/sign-in.ts'
import { type Envelope, type Intention, type Receipt, send } from '../../wire/act.ts'
import { Problem } from '../../wire/problem.ts'

/** Signs an act with the key that signed in and sends it. */
export async function signAndSend(intention: Intention): Promise<Receipt> {
  return send(intention.act, await signed(intention))
}

/**
 * The envelope of an act, signed with the key that the unit knows the reader by.
 *
 * @throws Problem `console:no-key` when that key is not in this browser
 */
export async function signed(intention: Intention): Promise<Envelope> {
  const [session, heard] = await sessionNow()
  const key = await (await openKeyring()).keyOf(session.key)
  if (!key) throw new Problem({ type: 'console:no-key', title: '', status: 0, detail: intention.act })
  return signAct(key, { ...intention, unit: session.unit, time: signingTime(heard, Date.now()) })
}
