import type { Page } from '../shell/page.ts'

export const trustPages: readonly Page[] = [
  { path: '/trust', area: 'trust', frame: 'office', load: () => import('./map-page.tsx') },
  { path: '/trust/agreements', area: 'trust', frame: 'office', load: () => import('./agreements-page.tsx') },
  { path: '/trust/bundles', area: 'trust', frame: 'office', load: () => import('./bundles-page.tsx') },
  { path: '/trust/plan', area: 'trust', frame: 'office', load: () => import('./plan-page.tsx') },
  { path: '/trust/explain', area: 'trust', frame: 'office', load: () => import('./explain-page.tsx') },
  { path: '/trust/units/$unit', area: 'trust', frame: 'office', load: () => import('./unit-page.tsx') },
]
