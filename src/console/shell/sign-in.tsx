import { lazy, type ReactElement, Suspense } from 'react'
import { Waiting } from '../parts/waiting.tsx'

/** Fetched where somebody has to sign in, and not with every first page. */
const Fetched = lazy(async () => ({ default: (await import('../enrol/sign-in.tsx')).SignIn }))

/** How somebody signs in: with a certificate of this browser, or by that of the connection. */
export function SignIn(props: {
  /** Called when the unit knows who reads. */
  readonly onSignedIn: () => void
  /** In the dialog over a page whose session ended, not as a page. */
  readonly again?: boolean
}): ReactElement {
  return (
    <Suspense fallback={<Waiting />}>
      <Fetched {...props} />
    </Suspense>
  )
}
