import { parentPort } from 'node:worker_threads'
import type { JudgedFiles } from '#api'
import { certain } from '#fault'
import type { VerificationTask } from './verification-worker.ts'

/** A verifier that does what the name of the first file says. */
const port = certain(parentPort, 'the port of a thread')

port.on('message', ({ files, language }: VerificationTask) => {
  const name = files[0]?.name ?? ''
  if (name === 'endless') for (;;);
  if (name === 'breaks') throw new Error('a message that names a person')
  if (name === 'hungry') {
    const eaten: unknown[] = []
    for (;;) eaten.push(Array.from({ length: 100_000 }, (_, at) => ({ at })))
  }
  port.postMessage({ report: { name }, page: language, pagePolicy: '' } satisfies JudgedFiles)
})
