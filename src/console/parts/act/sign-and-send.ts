import { signingTime } from '../../keys/clock.ts'
import { signAct } from '../../keys/envelope.ts'
import { openKeyring } from '../../keys/keyring.ts'
import { type Envelope, type Intention, type Receipt, send } from '../../wire/act.ts'
import { ask } from '../../wire/ask.ts'
import { Problem } from '../../wire/problem.ts'

/** Who reads, as `GET /session` tells. */
interface SessionAnswer {
  /** Thumbprint of the reader's key. */
  readonly key: string
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  /** The unit's time. */
  readonly time: string
}

/**
 * Signs an act with the key that the reader is signed in by, which this browser holds, and sends it.
 *
 * @throws Problem `console:no-key` when the key is not in this browser; what the unit refuses
 */
export async function signAndSend(intention: Intention): Promise<Receipt> {
  const askedAt = Date.now()
  const { key: thumbprint, unit, time } = await ask<SessionAnswer>('/session')
  const heard = { time, askedAt, heardAt: Date.now() }
  const keyring = await openKeyring()
  const key = await keyring.keyOf(thumbprint)
  if (key === undefined) throw new Problem({ type: 'console:no-key', title: '', status: 0, detail: '' })
  const envelope = await signAct(key, { ...intention, unit, time: signingTime(heard, Date.now()) })
  return sendAgain(intention.act, envelope)
}

/** A line that breaks off may have carried the act; the same envelope does nothing twice. */
const sendingsMax = 3

async function sendAgain(act: string, envelope: Envelope): Promise<Receipt> {
  for (let sent = 1; ; sent++) {
    try {
      return await send(act, envelope)
    } catch (problem) {
      const isUnanswered = problem instanceof Problem && problem.status === 0
      if (!isUnanswered || sent === sendingsMax) throw problem
    }
  }
}
