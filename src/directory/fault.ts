import type { PrincipalKind } from '#identity'

export type DirectoryFault =
  /** Devices and services look up nobody. */
  | { readonly kind: 'directory-for-people'; readonly query: string }
  | {
      readonly kind: 'principal-not-found'
      readonly principal: { readonly kind: PrincipalKind; readonly id: string }
    }
