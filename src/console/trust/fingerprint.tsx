import type { ReactElement } from 'react'
import classes from './trust.module.css'

/** Hexadecimal digits of a group: what one person says in a breath, and the other repeats. */
const groupDigits = 4

/**
 * The fingerprint of a key as two people read it to each other, in groups of four, as
 * `chancery authority fingerprint` prints it.
 *
 * @param thumbprint base64url SHA-256 of the key
 */
export function Fingerprint({ thumbprint }: { readonly thumbprint: string }): ReactElement {
  return (
    <code className={classes.fingerprint}>
      {groupsOf(thumbprint).map((group, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups may be alike and never move
        <span key={place}>{group}</span>
      ))}
    </code>
  )
}

function groupsOf(thumbprint: string): readonly string[] {
  const digits = Uint8Array.fromBase64(thumbprint, { alphabet: 'base64url' }).toHex()
  return digits.match(new RegExp(`.{1,${groupDigits}}`, 'g')) ?? []
}
