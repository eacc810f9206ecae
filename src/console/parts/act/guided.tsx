import {
  createContext,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useContext,
  useMemo,
  useState,
} from 'react'
import type { Receipt } from '../../wire/act.ts'
import type { Errand } from './errand.ts'

export interface Guided {
  /**
   * Finds the step that permits an act, shows every act that it takes and what the one that is wanted would
   * mean, and has them signed one after another. Resolves with the receipts in their order, or with nothing
   * when the person left before the first.
   */
  readonly run: (errand: Errand) => Promise<readonly Receipt[] | undefined>
}

/** Fetched when the first errand is begun. */
const GuidedSheet = lazy(async () => ({ default: (await import('./guided-sheet.tsx')).GuidedSheet }))

const Provided = createContext<Guided | undefined>(undefined)

/** How acts are made on a page whose step is still to be found. */
export function useGuided(): Guided {
  const guided = useContext(Provided)
  if (guided === undefined) throw new Error('bug: acts are made outside of the frame')
  return guided
}

interface Open {
  readonly errand: Errand
  readonly resolve: (receipts: readonly Receipt[] | undefined) => void
}

/** Shows the sheet on which the acts of an errand are looked at and signed, one errand at a time. */
export function GuidedProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [open, setOpen] = useState<Open>()
  const guided = useMemo<Guided>(
    () => ({
      run: (errand) =>
        new Promise((resolve) => {
          setOpen({ errand, resolve })
        }),
    }),
    [],
  )
  const end = (receipts: readonly Receipt[] | undefined): void => {
    open?.resolve(receipts)
    setOpen(undefined)
  }
  return (
    <Provided value={guided}>
      {children}
      <Suspense>{open !== undefined && <GuidedSheet errand={open.errand} onEnd={end} />}</Suspense>
    </Provided>
  )
}
