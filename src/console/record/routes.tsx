import type { Page } from '../shell/page.ts'

export const recordPages: readonly Page[] = [
  { path: '/record', area: 'record', frame: 'office', load: () => import('./record-page.tsx') },
  { path: '/record/whole', area: 'record', frame: 'office', load: () => import('./whole-page.tsx') },
  { path: '/record/$index', area: 'record', frame: 'office', load: () => import('./entry-page.tsx') },
]
