import { signingTime } from '../../keys/clock.ts'
import { signAct } from '../../keys/envelope.ts'
import { openKeyring } from '../../keys/keyring.ts'
import { sessionNow } from '../../keys/sign-in.ts'
import { type Envelope, type Intention, type Receipt, send } from '../../wire/act.ts'
import { Problem } from '../../wire/problem.ts'

/** Signs an act and sends it. */
export async function signAndSend(intention: Intention): Promise<Receipt> {
  return sendUntilAnswered(intention.act, await signed(intention))
}

/**
 * The envelope of an act, signed with the key that the reader is signed in by, which this browser holds.
 *
 * @throws Problem `console:no-key` when the key is not in this browser
 */
export async function signed(intention: Intention): Promise<Envelope> {
  const [{ key: thumbprint, unit }, heard] = await sessionNow()
  const keyring = await openKeyring()
  const key = await keyring.keyOf(thumbprint)
  if (key === undefined) throw new Problem({ type: 'console:no-key', title: '', status: 0, detail: '' })
  return signAct(key, { ...intention, unit, time: signingTime(heard, Date.now()) })
}

/** A line that breaks off may have carried the act; the same envelope does nothing twice. */
const sendingsMax = 3

/** Sends an envelope, again where there is no answer. */
export async function sendUntilAnswered(act: string, envelope: Envelope): Promise<Receipt> {
  for (let sent = 1; ; sent++) {
    try {
      return await send(act, envelope)
    } catch (problem) {
      const isUnanswered = problem instanceof Problem && problem.status === 0
      if (!isUnanswered || sent === sendingsMax) throw problem
    }
  }
}
