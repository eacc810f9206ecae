import { isoInstant, second } from '#clock'
import type { UnitRefusal, Words } from './problem.ts'

/** What the kernel refuses, in words. */
export const unitWords: Words<UnitRefusal> = {
  'envelope-too-large': ({ bytesMax }) => ({
    status: 413,
    title: 'the envelope is too large',
    detail: `an envelope may have ${bytesMax} bytes: put large documents into the act by their digest`,
    members: { bytesMax },
  }),
  'envelope-unreadable': () => ({
    status: 400,
    title: 'this is not an envelope',
    detail:
      'the body is not a DSSE envelope: send JSON with exactly `payloadType`, `payload` (padded base64) and ' +
      '`signatures` of `keyid` and `sig`',
  }),
  'envelope-signatures': ({ count, countMax }) => ({
    status: 400,
    title: 'the number of signatures is wrong',
    detail: `the envelope has ${count} signatures, an act has ${countMax}: sign it with your key alone`,
  }),
  'act-payload-type': ({ payloadType }) => ({
    status: 400,
    title: 'the payload is not an act',
    detail: `the payload type is \`${payloadType}\`: sign the act as \`application/vnd.chancery.act+json\``,
  }),
  'act-malformed': ({ at, problem }) => ({
    status: 400,
    title: 'the input is malformed',
    detail: `\`${at}\`: ${problem}; correct it and, if it is an act, sign it anew`,
    members: { at },
  }),
  'act-unknown': ({ act }) => ({
    status: 404,
    title: 'there is no such act',
    detail: `this unit knows no act \`${act}\`: look at \`/openapi\` for the ones there are`,
  }),
  'act-time-off': ({ time, now, toleranceMilliseconds }) => ({
    status: 400,
    title: 'the time of the act is too far off',
    detail:
      `the act was signed at ${isoInstant(time)} and the node has ${isoInstant(now)}, more than ` +
      `${toleranceMilliseconds / second} seconds apart: set your clock and sign it anew`,
    members: { now: isoInstant(now) },
  }),
  'act-id-taken': ({ id }) => ({
    status: 409,
    title: 'the identifier of the act is taken',
    detail: `another act on the record has the identifier \`${id}\`: draw a new one and sign the act anew`,
  }),
  'unit-differs': ({ asked }) => ({
    status: 400,
    title: 'the act is for another unit',
    detail: `the act names the unit \`${asked}\`, which is not this one: send it there, or sign it anew for this one`,
  }),
  'signature-wrong': ({ key }) => ({
    status: 403,
    title: 'the signature is wrong',
    detail:
      `the envelope's signature is not one by the key \`${key}\` over this act: sign the DSSE encoding of ` +
      'exactly the bytes that are sent',
  }),
  'unit-stopped': ({ cause }) => ({
    status: 503,
    title: 'the node serves no acts',
    detail:
      cause === 'store-full'
        ? 'the store of the node is full: nothing can be recorded until whoever runs it makes room and starts it anew'
        : `the node has stopped serving acts (\`${cause}\`): tell whoever runs it, and send the same envelope again later`,
    members: { cause },
  }),
  'unit-overloaded': () => ({
    status: 503,
    title: 'the node has more to do than it can',
    detail: 'too many acts are under way: send the same envelope again in a few seconds',
  }),
  'reader-unknown': ({ query }) => ({
    status: 401,
    title: 'the reader is unknown',
    detail: `\`${query}\` is answered to people and services of the unit only: connect with your client certificate`,
  }),
  'entry-too-large': ({ bytesMax }) => ({
    status: 413,
    title: 'the act does not fit on the record',
    detail: `the entry would have more than ${bytesMax} bytes: put large documents into the act by their digest`,
    members: { bytesMax },
  }),
  'entry-unreadable': ({ problem }) => ({
    status: 500,
    title: 'an entry of the record cannot be read',
    detail: `an entry of the record is damaged (${problem}): tell whoever runs the node to verify its record`,
  }),
  'key-unreadable': () => ({
    status: 400,
    title: 'the public key cannot be read',
    detail: 'the public key is malformed: make a new key, as with `chancery key new`',
  }),
  'key-type-unknown': () => ({
    status: 400,
    title: 'the type of the key is not accepted',
    detail: 'take a key on P-256, P-384 or P-521, Ed25519, Ed448, RSA from 2048 bits on, or ML-DSA',
  }),
  'key-weak': ({ type, bits, bitsMin }) => ({
    status: 400,
    title: 'the key is too weak',
    detail: `the ${type} key has ${bits} bits, at least ${bitsMin} are needed: make a longer one`,
  }),
  'key-excessive': () => ({
    status: 400,
    title: 'the key is too large',
    detail: 'the key is larger than any the unit works with: make one of at most 8192 bits',
  }),
  'key-exponent-unsafe': ({ exponent }) => ({
    status: 400,
    title: 'the key is not safe',
    detail: `the exponent \`${exponent}\` of the RSA key is not safe: make a key with the exponent 65537`,
  }),
}
