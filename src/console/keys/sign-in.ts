import { ask, askWith } from '../wire/ask.ts'
import type { BrowserKey } from './browser-key.ts'
import { clockBehind, signingTime, type TimeHeard } from './clock.ts'
import { signEnvelope } from './envelope.ts'

/** The DSSE payload type of what is signed to sign in. */
const signInPayloadType = 'application/vnd.chancery.sign-in+json'

/** Who reads, and by what, as `GET /session` tells. */
export interface SessionShown {
  readonly by: 'session' | 'certificate'
  readonly reader: { readonly kind: string; readonly id: string }
  readonly serial?: string
  /** Thumbprint of the key that proved itself. */
  readonly key: string
  /** Thumbprint of the unit's authority key. */
  readonly unit: string
  /** The node's. */
  readonly time: string
  readonly endsAt?: string
  readonly idleSeconds?: number
}

interface Challenge {
  readonly challenge: string
  readonly unit: string
  readonly time: string
}

/**
 * Signs in with a key and its certificate, and says by how many milliseconds this browser's clock is behind.
 *
 * @throws Problem what the unit refuses
 */
export async function signIn(
  key: BrowserKey,
): Promise<{ readonly session: SessionShown; readonly clockBehind: number }> {
  const certificate = key.serial ?? key.certificate ?? ''
  const [asked, heard] = await timed(() => askWith<Challenge>('/session/challenge', { certificate }))
  const { challenge, unit } = asked
  const statement = { unit, host: location.host, challenge, time: signingTime(heard, Date.now()) }
  const envelope = await signEnvelope(signInPayloadType, statement, key)
  const session = await askWith<SessionShown>('/session', { certificate, envelope })
  return { session, clockBehind: clockBehind(heard) }
}

/** The session as it is, and what time the unit has. */
export function sessionNow(): Promise<readonly [SessionShown, TimeHeard]> {
  return timed(() => ask<SessionShown>('/session'))
}

async function timed<T extends { readonly time: string }>(
  asking: () => Promise<T>,
): Promise<readonly [T, TimeHeard]> {
  const askedAt = Date.now()
  const answer = await asking()
  return [answer, { time: answer.time, askedAt, heardAt: Date.now() }]
}
