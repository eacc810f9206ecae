import { isoInstant, second } from '#clock'
import type { EnvelopeFault } from '#crypto'
import type { ActFormFault, ConsiderFault, EntryFault, PipelineFault } from '#unit'
import type { Words } from './words.ts'

/** What the kernel refuses, the form of envelopes among it. */
export type UnitRefusal = ActFormFault | ConsiderFault | EntryFault | EnvelopeFault | PipelineFault

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
      'the body is not a DSSE envelope: send JSON with exactly `payloadType`, `payload` (padded ' +
      'base64) and ' +
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
  'document-missing': ({ digest }) => ({
    status: 409,
    title: 'a document is not at hand',
    detail: `the act is about the document \`${digest}\`, which this node does not hold: send it first`,
    members: { digest },
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
    detail:
      `the act names the unit \`${asked}\`, which is not this one: send it there, or sign it anew ` +
      'for this one',
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
        ? 'the store of the node is full: nothing is recorded until whoever runs it makes room'
        : `the node has stopped (\`${cause}\`): tell whoever runs it, and send the same envelope again later`,
    members: { cause },
  }),
  'unit-overloaded': () => ({
    status: 503,
    title: 'the node has more to do than it can',
    detail: 'too many acts are under way: send the same envelope again in a few seconds',
  }),
  'actor-differs': ({ act, actor }) => ({
    status: 403,
    title: 'this is not for you to do',
    detail: `\`${act}\` is done by the ${actor === 'node' ? 'node' : 'authority key'} alone: leave it to it`,
  }),
  'reading-counted': ({ permission, object }) => ({
    status: 403,
    title: 'reading cannot be counted',
    detail:
      `the step limits how often \`${permission}\` may be used on \`${object}\`, and a reading leaves no ` +
      'entry to count: have the procedure permit it without `uses`',
  }),
  'reader-unknown': ({ query }) => ({
    status: 401,
    title: 'the reader is unknown',
    detail:
      `\`${query}\` is answered to people and services of the unit only: connect with your client ` +
      'certificate',
  }),
  'reader-visiting': ({ query }) => ({
    status: 403,
    title: 'this is not for visitors',
    detail:
      `\`${query}\` is answered to people and services of the unit: a visitor is told of cases of his ` +
      'own, see `/cases`',
  }),
  'entry-too-large': ({ bytesMax }) => ({
    status: 413,
    title: 'the act does not fit on the record',
    detail:
      `the entry would have more than ${bytesMax} bytes: put large documents into the act by their ` +
      'digest',
    members: { bytesMax },
  }),
  'entry-unreadable': ({ problem }) => ({
    status: 500,
    title: 'an entry of the record cannot be read',
    detail: `an entry of the record is damaged (${problem}): tell whoever runs the node to verify its record`,
  }),
}
