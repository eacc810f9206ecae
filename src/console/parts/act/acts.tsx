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
import type { Intention, Receipt } from '../../wire/act.ts'
import { GuidedProvider } from './guided.tsx'

/** An act somebody is about to make. */
export interface ActWish extends Omit<Intention, 'input'> {
  /** What is known of the input already. */
  readonly input?: Readonly<Record<string, unknown>>
  /** In words, in the language shown; the label of the act where it is not said. */
  readonly title?: string
  /** What will be said by the act, in words: `Person: Chen Hao`. The members of the input where it is not said. */
  readonly says?: readonly { readonly label: string; readonly value: ReactNode }[]
  /** Members that are asked for though they may be left out; those that are needed and not known always are. */
  readonly asks?: readonly string[]
}

export interface Acts {
  /**
   * Shows what is to be signed and what it would mean, has it signed with the key of this browser and sends it.
   * Resolves with the receipt, or with nothing when the person leaves it.
   */
  readonly begin: (wish: ActWish) => Promise<Receipt | undefined>
}

/** Fetched when the first act is begun, with the definitions of all acts. */
const ActSheet = lazy(async () => ({ default: (await import('./act-sheet.tsx')).ActSheet }))

const Provided = createContext<Acts | undefined>(undefined)

/** How acts are made on a page. */
export function useActs(): Acts {
  const acts = useContext(Provided)
  if (acts === undefined) throw new Error('bug: acts are made outside of the frame')
  return acts
}

interface Open {
  readonly wish: ActWish
  readonly resolve: (receipt: Receipt | undefined) => void
}

/** Shows the sheet on which an act is looked at and signed, one at a time. */
export function ActsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [open, setOpen] = useState<Open>()
  const acts = useMemo<Acts>(
    () => ({
      begin: (wish) =>
        new Promise((resolve) => {
          setOpen({ wish, resolve })
        }),
    }),
    [],
  )
  const end = (receipt: Receipt | undefined): void => {
    open?.resolve(receipt)
    setOpen(undefined)
  }
  return (
    <Provided value={acts}>
      <GuidedProvider>{children}</GuidedProvider>
      <Suspense>{open !== undefined && <ActSheet wish={open.wish} onEnd={end} />}</Suspense>
    </Provided>
  )
}
