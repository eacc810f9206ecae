import { ask, askWith } from './ask.ts'

/** An act as its actor means it, before it is signed. */
export interface Intention {
  readonly act: string
  readonly under?: { readonly case: string; readonly step: string }
  readonly override?: string
  readonly input: Readonly<Record<string, unknown>>
}

/** DSSE, with one signature. */
export interface Envelope {
  readonly payloadType: string
  readonly payload: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

/** Proof that an act stands on the record, as `POST /acts/…` answers. */
export interface Receipt {
  readonly index: number
  readonly time: string
  readonly act: string
  readonly id: string
  readonly entry: string
  readonly proof: readonly string[]
  readonly checkpoint: string
  readonly events: readonly { readonly kind: string; readonly [member: string]: unknown }[]
  readonly repeated?: true
}

/** A case that could not be finished any more. */
export interface HinderedCase {
  readonly case: string
  readonly procedure: string
  readonly why?: string
  readonly repairs?: readonly { readonly office: string; readonly training?: readonly string[] }[]
}

/** What an act would mean for others. */
export interface Impact {
  readonly people: number
  readonly steps: number
  readonly rights: readonly {
    readonly case: string
    readonly procedure: string
    readonly step: string
    readonly person: string
    readonly kind?: string
    readonly permission?: string
  }[]
  readonly sessions: {
    readonly count: number
    readonly told: readonly {
      readonly principal: string
      readonly certificateSerial: string
      readonly since: string
      readonly underWay: number
    }[]
  }
  readonly services: readonly string[]
  /** How many on the record were made with certificates that would be revoked. */
  readonly signatures: number
  readonly cases: { readonly count: number; readonly told: readonly HinderedCase[] }
  readonly procedure?: HinderedCase & {
    readonly running: number
    readonly completable: 'yes' | 'no' | 'unknown'
  }
}

/** What acts would come to now. */
export interface Foreseen {
  readonly foreseen: readonly {
    readonly act: string
    readonly events: readonly string[]
    readonly opened?: string
  }[]
  readonly refused?: {
    readonly act: string
    readonly type: string
    readonly title: string
    readonly detail: string
    readonly cases?: readonly HinderedCase[]
  }
  readonly impact?: Impact
}

/** Asks what acts of one person, made one after the other, would come to; nothing is done. */
export function foresee(intentions: readonly Intention[]): Promise<Foreseen> {
  const last = intentions.at(-1)
  if (last === undefined) throw new Error('bug: no act to foresee')
  const { act, ...rest } = last
  const first = intentions.slice(0, -1)
  return askWith(`/acts/${act}/preview`, { ...rest, ...(first.length > 0 && { first }) })
}

/** Sends a signed act; the same envelope may be sent again until it is answered. */
export function send(act: string, envelope: Envelope): Promise<Receipt> {
  return ask<Receipt>(
    `/acts/${act}`,
    {},
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(envelope),
    },
  )
}
