import type { ReactElement } from 'react'
import { Verifier } from '../parts/verify/verifier.tsx'
import { useUnit } from '../wire/unit.ts'
import { DocumentsHead } from './documents-head.tsx'

/** The same judgement that citizens are given. */
export function Page(): ReactElement {
  const unit = useUnit()
  return (
    <>
      <DocumentsHead at="verify" />
      <Verifier judge={unit.data?.name ?? ''} />
    </>
  )
}
