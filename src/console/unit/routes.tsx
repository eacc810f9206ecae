import type { Page } from '../shell/page.ts'

export const unitPages: readonly Page[] = [
  { path: '/unit', area: 'unit', frame: 'office', load: () => import('./unit-page.tsx') },
  { path: '/unit/components', area: 'unit', frame: 'office', load: () => import('./components-page.tsx') },
]
