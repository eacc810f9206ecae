import assert from 'node:assert/strict'
import type { BrowserContext } from 'playwright-core'

/**
 * What a browser says of every answer that is no success. The pages say it better, and tests ask for it.
 */
const ordinary = /^Failed to load resource: /

/**
 * Keeps what the pages of a profile complain of: exceptions that nobody caught, what the content security
 * policy and Trusted Types keep from running, and everything written to the console as an error.
 */
export function complaintsOf(profile: BrowserContext): readonly string[] {
  const complaints: string[] = []
  profile.on('console', (message) => {
    if (message.type() === 'error' && !ordinary.test(message.text())) complaints.push(message.text())
  })
  profile.on('weberror', (error) => complaints.push(String(error.error().stack)))
  profile.on('dialog', (dialog) => complaints.push(`a dialog of the page: ${dialog.message()}`))
  return complaints
}

/** Fails when any page of the profiles complained. */
export function assertCalm(...all: readonly (readonly string[])[]): void {
  assert.deepEqual(all.flat(), [])
}
