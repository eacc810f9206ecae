import type { Page } from '../shell/page.ts'

export const workPages: readonly Page[] = [
  { path: '/work', area: 'work', frame: 'office', load: () => import('./work-page.tsx') },
]
