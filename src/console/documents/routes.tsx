import type { Page } from '../shell/page.ts'

const office = { area: 'documents', frame: 'office' } as const

export const documentPages: readonly Page[] = [
  { ...office, path: '/documents', load: () => import('./sign-page.tsx') },
  { ...office, path: '/documents/verify', load: () => import('./verify-page.tsx') },
  { ...office, path: '/documents/extend', load: () => import('./extend-page.tsx') },
  { ...office, path: '/documents/signatures', load: () => import('./signatures-page.tsx') },
]
