import type { Page } from '../shell/page.ts'

export const publicPages: readonly Page[] = [
  { path: '/citizens', frame: 'public', load: () => import('./citizens-page.tsx') },
  { path: '/verify', frame: 'public', load: () => import('./verify-page.tsx') },
  { path: '/open', frame: 'public', load: () => import('./open-page.tsx') },
  { path: '/open/$procedure', frame: 'public', load: () => import('./form-page.tsx') },
  { path: '/follow', frame: 'public', load: () => import('./receipts-page.tsx') },
  { path: '/follow/$lodging', frame: 'public', load: () => import('./follow-page.tsx') },
]
