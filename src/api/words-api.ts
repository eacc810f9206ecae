import type { ApiFault } from './fault.ts'
import type { Words } from './words.ts'
import { bpmnProblem } from './words-bpmn.ts'
import { sessionWords } from './words-session.ts'

/** What this face itself refuses, in words. */
export const apiWords: Words<ApiFault> = {
  ...sessionWords,
  'resource-unknown': () => ({
    status: 404,
    title: 'nothing is here',
    detail: 'no resource has this path: look at `/openapi` for the ones there are',
  }),
  'method-not-allowed': ({ allowed }) => ({
    status: 405,
    title: 'the method does not fit the path',
    detail: `this path takes ${allowed.join(', ')}: use one of these`,
    members: { allowed },
  }),
  'target-malformed': () => ({
    status: 400,
    title: 'the request target cannot be read',
    detail: 'the path or its percent-encoding is malformed: encode it as RFC 3986 says and send it again',
  }),
  'request-malformed': () => ({
    status: 400,
    title: 'the request is not valid HTTP/1.1',
    detail: 'the request could not be read as HTTP/1.1: send it again with a conforming client',
  }),
  'request-slow': ({ milliseconds }) => ({
    status: 408,
    title: 'the request did not arrive in time',
    detail: `the request was not complete within ${milliseconds / 1000} seconds: send it again`,
  }),
  'head-too-large': ({ bytesMax }) => ({
    status: 431,
    title: 'the request head is too large',
    detail: `path and header fields together may have ${bytesMax} bytes: send fewer or shorter ones`,
  }),
  'body-too-large': ({ bytesMax }) => ({
    status: 413,
    title: 'the body is too large',
    detail: `the body may have ${bytesMax} bytes here: send less, large documents by their digest`,
    members: { bytesMax },
  }),
  'body-type-unsupported': ({ accepted }) => ({
    status: 415,
    title: 'the type of the body is not taken here',
    detail: `send the body with \`Content-Type: ${accepted.join('` or `')}\``,
    members: { accepted },
  }),
  'body-encoded': () => ({
    status: 415,
    title: 'the body is encoded',
    detail: 'bodies are taken as they are: send it without `Content-Encoding`',
  }),
  'requests-too-many': ({ retrySeconds }) => ({
    status: 429,
    title: 'too many requests',
    detail: `this caller sends more than its share: come back in ${retrySeconds} s`,
    members: { retrySeconds },
  }),
  'streams-too-many': ({ of, streamsMax }) => ({
    status: of === 'caller' ? 429 : 503,
    title: 'too many streams are open',
    detail:
      of === 'caller'
        ? `this caller has ${streamsMax} streams open, the most there may be: close one`
        : `the node has ${streamsMax} streams of this kind open, the most there may be: come back later`,
    members: { retrySeconds: of === 'caller' ? 1 : 60 },
  }),
  'answer-late': ({ milliseconds }) => ({
    status: 503,
    title: 'the answer takes too long',
    detail:
      `there was no answer within ${milliseconds / 1000} seconds; an act may stand on the record all ` +
      'the same: ' +
      'send the very same envelope again and get its receipt',
  }),
  'node-closing': () => ({
    status: 503,
    title: 'the node is shutting down',
    detail: 'the node takes no more requests: send it again in a minute, an act as the very same envelope',
  }),
  'act-path-differs': ({ path, act }) => ({
    status: 400,
    title: 'the act is not the one of the path',
    detail: `the envelope asks for \`${act}\`, the path for \`${path}\`: send it to \`/acts/${act}\``,
  }),
  'console-file-absent': () => ({
    status: 404,
    title: 'the console has no such file',
    detail: 'it may be one of a build that was replaced since: load the page anew',
  }),
  'console-not-built': () => ({
    status: 503,
    title: 'the console is not built',
    detail:
      'run `npm run build:console` where the node runs, then load the page anew; everything else serves',
  }),
  'certificate-missing': () => ({
    status: 401,
    title: 'a client certificate is needed',
    detail:
      'this is shown to people and services of the unit only: sign in at `/console/`, or connect with your ' +
      'client certificate (`curl --cert certificate.pem --key key.pem`)',
  }),
  'reading-needs-tls': () => ({
    status: 403,
    title: 'this is not shown over plain HTTP',
    detail:
      'this is shown to people and services of the unit only: ask at the HTTPS address with your ' +
      'client certificate',
  }),
  'metrics-not-local': () => ({
    status: 403,
    title: 'figures are shown on this machine only',
    detail: 'ask for `/metrics` from the machine the node runs on, not through a proxy',
  }),
  'checkpoint-missing': () => ({
    status: 404,
    title: 'the log is empty',
    detail: 'nothing has been written to this log: come back after the first entry',
  }),
  'tile-path-malformed': () => ({
    status: 400,
    title: 'this is not a path of a tile',
    detail:
      'no tile has this path: ask for `tile/<level>/<index>[.p/<width>]`, the index in groups of ' +
      'three (C2SP tlog-tiles)',
  }),
  'tile-absent': () => ({
    status: 404,
    title: 'the tile is not there',
    detail: 'the log has no such tile, or not that wide yet: read `checkpoint` for its size',
  }),
  'entry-absent': ({ index }) => ({
    status: 404,
    title: 'there is no such entry',
    detail: `the record has no entry ${index}: ask for one below the size that \`checkpoint\` tells`,
    members: { index },
  }),
  'request-not-pem': () => ({
    status: 400,
    title: 'the certificate request cannot be read',
    detail:
      'the text is not one PEM block `CERTIFICATE REQUEST`: make it with `openssl req -new` or ' +
      '`chancery key new`',
  }),
  'visit-not-json': () => ({
    status: 400,
    title: 'the visit cannot be read',
    detail:
      'the body is not one JSON object with `certificate`, `statement` and `presentation`: see `/openapi`',
  }),
  'bundle-unpublished': () => ({
    status: 404,
    title: 'no bundle is published',
    detail: 'this unit has published no bundle yet, or cannot find the one it did: come back in a minute',
  }),
  'files-missing': () => ({
    status: 400,
    title: 'there is no file to verify',
    detail: 'send the file as the body, or a form with the signature and the files it is about',
  }),
  'files-too-many': ({ filesMax }) => ({
    status: 413,
    title: 'too many files at once',
    detail: `at most ${filesMax} files are verified together: send fewer, or use \`chancery verify\``,
    members: { filesMax },
  }),
  'form-malformed': () => ({
    status: 400,
    title: 'the form cannot be read',
    detail: 'the body is not the `multipart/form-data` it says it is: send it again as RFC 7578 has it',
  }),
  'verifications-too-many': () => ({
    status: 503,
    title: 'too many files are being verified',
    detail: 'the node verifies as many files for strangers as it may: send it again in a moment',
    members: { retrySeconds: 2 },
  }),
  'verification-too-long': ({ milliseconds }) => ({
    status: 422,
    title: 'verifying takes too long',
    detail:
      `no verdict was reached within ${milliseconds / 1000} seconds, so the file counts as not verified: ` +
      'verify it with `chancery verify`',
  }),
  'verification-failed': () => ({
    status: 422,
    title: 'the file could not be verified',
    detail:
      'no verdict was reached, so the file counts as not verified; the node has written down why: verify ' +
      'it with `chancery verify`',
  }),
  'diagram-refused': ({ faults }) => {
    const [first = 'it cannot be read', ...others] = faults.map(bpmnProblem)
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    return {
      status: 400,
      title: 'no procedure says what the diagram says',
      detail: `${first}${more}; change the diagram and bring it again`,
      members: { faults: faults.map((fault) => ({ problem: bpmnProblem(fault) })) },
    }
  },
  'document-absent': ({ digest }) => ({
    status: 404,
    title: 'the document is not there',
    detail: `the store holds no document \`${digest}\`: take its digest from an entry of the record`,
  }),
  'bundle-unit-unfollowed': ({ domain }) => ({
    status: 409,
    title: 'its unit is not followed',
    detail: `no agreement of this unit leads to \`${domain}\`: recognise it first, by \`recognise-unit\``,
  }),
  'bundle-duty-held': () => ({
    status: 503,
    title: 'the node is not on duty',
    detail:
      'the step under which the node takes in bundles is held or over: have an operator resume it, or open ' +
      '`node-duty`, and send it again',
  }),
  'bundle-unkept': ({ cause }) => ({
    status: 503,
    title: 'the bundle could not be kept',
    detail: `the store did not take it (${cause}): give it room and send it again`,
  }),
  'question-not-json': () => ({
    status: 400,
    title: 'the question cannot be read',
    detail: 'the body is not one JSON object with the members of the question: see `/openapi`',
  }),
  'proxy-refused': ({ cause }) => ({
    status: 403,
    title: 'this proxy may not ask for decisions',
    detail:
      `only a service of this unit that proves its own certificate may ask, over HTTPS (\`${cause}\`): ` +
      'give the proxy one, by `register-service`',
  }),
  'proxied-request-malformed': ({ reason }) => ({
    status: 400,
    title: 'the proxy does not tell its request in a form known here',
    detail: `${reason}: configure the proxy as \`docs/proxies.md\` says`,
  }),
  bug: ({ request }) => ({
    status: 500,
    title: 'something broke in the node',
    detail: `this is a fault of the node, not of the request: tell whoever runs it, naming \`${request}\``,
    members: { request },
  }),
}
