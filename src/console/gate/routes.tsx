import type { Page } from '../shell/page.ts'

export const gatePages: readonly Page[] = [
  { path: '/gate', area: 'gate', frame: 'office', load: () => import('./services-page.tsx') },
  { path: '/gate/decisions', area: 'gate', frame: 'office', load: () => import('./decisions-page.tsx') },
  { path: '/gate/sessions', area: 'gate', frame: 'office', load: () => import('./sessions-page.tsx') },
]
