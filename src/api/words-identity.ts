import { isoInstant } from '#clock'
import type { CallerFault, IdentityQueryFault, OwnKeyFault } from '#identity'
import { say, type Words } from './words.ts'
import { formProblem, pathSentences } from './words-certificate.ts'

/** What the room of people, devices and services refuses. */
export type IdentityFault = CallerFault | OwnKeyFault | IdentityQueryFault

const newRequest = 'make a new one with `chancery key new` or `openssl req -new`'

/** What the room of people, devices and services refuses, in words. */
export const identityWords: Words<IdentityFault> = {
  'key-unknown': ({ key }) => ({
    status: 403,
    title: 'the key is unknown',
    detail:
      `no certificate of this unit names the key \`${key}\`: ask a registrar for one (\`POST ` +
      '/requests`)',
  }),
  'certificate-revoked': ({ serial, since }) => ({
    status: 403,
    title: 'the certificate is revoked',
    detail:
      `the certificate \`${serial}\` is revoked since ${isoInstant(since)}: ask a registrar for a ` +
      'new one',
  }),
  'certificate-expired': ({ serial, notAfter }) => ({
    status: 403,
    title: 'the certificate has expired',
    detail: `the certificate \`${serial}\` ended at ${isoInstant(notAfter)}: ask a registrar for a new one`,
  }),
  'certificate-not-yet-valid': ({ serial, notBefore }) => ({
    status: 403,
    title: 'the certificate does not count yet',
    detail: `the certificate \`${serial}\` counts from ${isoInstant(notBefore)} on: come back then`,
  }),
  'key-for-other-use': ({ serial, use }) => ({
    status: 403,
    title: 'the key acts for nobody',
    detail:
      `the certificate \`${serial}\` is for one use alone (${use}): act with the key ` +
      'of your own certificate',
  }),
  'record-key-other': ({ key }) => ({
    status: 409,
    title: 'the key is not that of the record',
    detail: `\`${key}\` signs none of this unit’s logs: certify the key that the founding names`,
  }),
  'certificate-unreadable': ({ fault }) => ({
    status: 401,
    title: 'the client certificate cannot be read',
    detail: `${formProblem(fault)}: connect with the certificate this unit issued to you`,
  }),
  'certificate-not-recorded': ({ serial }) => ({
    status: 401,
    title: 'the client certificate is not one of this unit',
    detail:
      `no certificate \`${serial}\` like the one shown stands on the record: connect with the one ` +
      'this unit issued to you, or if you are of another unit, visit first',
  }),
  'path-refused': ({ fault }) => ({
    status: 401,
    title: 'no path leads to the client certificate',
    detail: `${say(pathSentences, fault)}: connect with the certificate this unit issued to you`,
  }),
  'path-unknown': () => ({
    status: 401,
    title: 'no path was found to the client certificate',
    detail: 'the search for a path was given up: connect with the certificate this unit issued to you',
  }),
  'request-unreadable': () => ({
    status: 400,
    title: 'the certificate request cannot be read',
    detail: `the text is not one PEM block \`CERTIFICATE REQUEST\`: ${newRequest}`,
  }),
  'request-refused': ({ fault }) => ({
    status: 400,
    title: 'the certificate request is refused',
    detail: `${formProblem(fault)}: ${newRequest}`,
  }),
  'request-known': ({ request }) => ({
    status: 409,
    title: 'the request is known already',
    detail: `this request was received before: ask \`/requests/${request}\` what became of it`,
    members: { request },
  }),
  'request-unknown': ({ request }) => ({
    status: 404,
    title: 'no such request is waiting',
    detail: `no request \`${request}\` is waiting: ask \`/requests/${request}\` what became of it`,
  }),
  'request-not-found': ({ request }) => ({
    status: 404,
    title: 'there is no such request',
    detail:
      `the unit has received no request \`${request}\`: check the digest, or send the request ` +
      '(`POST /requests`)',
  }),
  'requests-full': ({ waitingMax }) => ({
    status: 503,
    title: 'too many requests are waiting',
    detail: `there are ${waitingMax} requests waiting for a registrar: come back when some of them are done`,
  }),
  'request-attested-already': ({ request }) => ({
    status: 409,
    title: 'the request is attested already',
    detail: `a registrar has attested the request \`${request}\`: it now waits for its approval`,
  }),
  'request-not-attested': ({ request }) => ({
    status: 409,
    title: 'the request is not attested',
    detail: `nobody has attested the request \`${request}\`: a registrar does that first, \`request.attest\``,
  }),
  'request-name-differs': ({ id, known, given }) => ({
    status: 409,
    title: 'the name differs from the one on the record',
    detail:
      `\`${id}\` is known as \`${known}\`, not \`${given}\`: attest that name, or take another ` +
      'identifier',
  }),
  'request-grade-apart': ({ id, known, given }) => ({
    status: 409,
    title: 'the test grade and the others stay apart',
    detail:
      `\`${id}\` is certified in the grade \`${known}\`, and \`${given}\` cannot stand beside it: take ` +
      'another identifier',
  }),
  'request-id-reserved': ({ id }) => ({
    status: 409,
    title: 'the identifier is taken by the unit itself',
    detail: `\`service/${id}\` is a service of the unit itself: take another identifier`,
  }),
  'request-key-for-other-use': ({ serial }) => ({
    status: 409,
    title: 'the key is for another use',
    detail: `the certificate \`${serial}\` has the same key for another use: ${newRequest}`,
  }),
  'use-not-for': ({ principalKind }) => ({
    status: 409,
    title: 'only people have keys for documents alone',
    detail: `this is a ${principalKind}, which signs no documents: leave the use out`,
  }),
  'request-key-compromised': ({ serial }) => ({
    status: 409,
    title: 'the key was compromised',
    detail:
      `the certificate \`${serial}\` of the same key was revoked because the key was compromised: ` +
      newRequest,
  }),
  'request-key-taken': ({ serial }) => ({
    status: 409,
    title: 'the key has another holder',
    detail:
      `the certificate \`${serial}\` names the same key for somebody else: every holder needs a key ` +
      'of their own',
  }),
  'name-outside-domain': ({ name, domain }) => ({
    status: 400,
    title: "the name is outside the unit's domain",
    detail:
      `\`${name}\` does not lie in \`${domain}\`: only names of the unit's own domain are certified ` +
      'here',
  }),
  'dns-names-not-for': ({ principalKind }) => ({
    status: 400,
    title: 'only services have host names',
    detail: `the certificate of a ${principalKind} names no hosts: leave them out`,
  }),
  'certificate-unknown': ({ serial }) => ({
    status: 404,
    title: 'there is no such certificate',
    detail: `no certificate \`${serial}\` stands on the record: check the serial number`,
  }),
  'certificate-not-found': ({ serial }) => ({
    status: 404,
    title: 'there is no such certificate',
    detail:
      `no certificate \`${serial}\` stands on the record: ask \`/requests/{request}\` what became of ` +
      'your request',
  }),
  'certificate-revoked-already': ({ serial }) => ({
    status: 409,
    title: 'the certificate is revoked already',
    detail: `the certificate \`${serial}\` is revoked already: nothing is left to do`,
  }),
  'certificate-of-node': ({ serial }) => ({
    status: 409,
    title: 'this is the certificate of the node',
    detail:
      `\`${serial}\` is what the node itself acts with, and without it nothing more could be done: ` +
      'stop the node if its key is lost',
  }),
  'certificate-not-yours': ({ serial }) => ({
    status: 403,
    title: 'the certificate is not yours',
    detail:
      `the certificate \`${serial}\` is somebody else's: a registrar may revoke it, its holder may ` +
      'renew it',
  }),
  'certificate-ends-before': ({ issuerNotAfter }) => ({
    status: 409,
    title: 'the issuing certificate ends too soon',
    detail:
      `the issuing certificate ends at ${isoInstant(issuerNotAfter)}: the unit needs a new issuing ` +
      'key first',
  }),
}
