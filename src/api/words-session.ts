import { isoInstant, minute, second } from '#clock'
import type { SessionFault } from './session-fault.ts'
import type { Words } from './words.ts'

const again = 'sign in again'

/** Why somebody is not signed in, in words. */
export const sessionWords: Words<SessionFault> = {
  'session-unknown': () => ({
    status: 401,
    title: 'you are not signed in any more',
    detail: `the session was ended, or the node was started anew since: ${again}; nothing sent is lost`,
  }),
  'session-needs-tls': ({ url }) => ({
    status: 403,
    title: 'nobody signs in over plain HTTP',
    detail: `keys sign in over TLS alone: open \`${url ?? 'https://…'}/console/\``,
    ...(url === undefined ? {} : { members: { url } }),
  }),
  'session-idle': ({ milliseconds }) => ({
    status: 401,
    title: 'the session ended because nothing was done',
    detail: `nothing was asked for ${milliseconds / minute} minutes: ${again}`,
    members: { milliseconds },
  }),
  'session-over': ({ milliseconds }) => ({
    status: 401,
    title: 'the session has lasted as long as one may',
    detail: `a session lasts ${milliseconds / (60 * minute)} hours at most: ${again}`,
    members: { milliseconds },
  }),
  'session-cross-site': () => ({
    status: 403,
    title: 'the request does not come from this unit’s own page',
    detail:
      'what changes something under a session is taken from the page of the same address alone: ' +
      'open the console itself and do it there',
  }),
  'session-certificate-malformed': () => ({
    status: 400,
    title: 'the certificate cannot be read',
    detail: '`certificate` is the serial number in hexadecimal, or one certificate in PEM: send one of them',
  }),
  'session-not-for': ({ principalKind }) => ({
    status: 403,
    title: 'sessions are for people',
    detail: `a ${principalKind} reads with its certificate in the TLS handshake: connect with that`,
    members: { principalKind },
  }),
  'session-malformed': ({ at }) => ({
    status: 400,
    title: 'the answer to the challenge cannot be read',
    detail: `\`${at}\` is not as it must be: sign \`{ unit, host, challenge, time }\` with a new challenge`,
    members: { at },
  }),
  'session-differs': ({ member }) => ({
    status: 403,
    title: 'what was signed is for somewhere else',
    detail: `\`${member}\` names another one than this: open the console at this unit’s own address`,
    members: { member },
  }),
  'session-clock-off': ({ time, now }) => ({
    status: 403,
    title: 'the clock of this device is wrong',
    detail:
      `it said ${isoInstant(time)} when it was ${isoInstant(now)} here, ` +
      `${Math.round(Math.abs(time - now) / second)} s apart: set the clock and ${again}`,
    members: { time: isoInstant(time), now: isoInstant(now) },
  }),
  'session-signature-wrong': () => ({
    status: 403,
    title: 'the signature is not by the key of this certificate',
    detail:
      'the challenge was signed by another key, or changed on its way: choose the certificate of that key',
  }),
  'challenge-unknown': () => ({
    status: 403,
    title: 'the challenge is not one of this node',
    detail: 'it is for another certificate or address, or the node was started anew since: ask for a new one',
  }),
  'challenge-over': ({ milliseconds }) => ({
    status: 403,
    title: 'the challenge is too old',
    detail: `a challenge is good for ${milliseconds / second} s: ask for a new one`,
  }),
  'challenge-used': () => ({
    status: 403,
    title: 'the challenge was used before',
    detail: 'each challenge is answered once: ask for a new one',
  }),
}
