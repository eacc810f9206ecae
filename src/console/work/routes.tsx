import type { Page } from '../shell/page.ts'

export const workPages: readonly Page[] = [
  { path: '/work', area: 'work', frame: 'office', load: () => import('./work-page.tsx') },
  { path: '/work/past', area: 'work', frame: 'office', load: () => import('./past-page.tsx') },
  { path: '/work/open', area: 'work', frame: 'office', load: () => import('./open-page.tsx') },
  {
    path: '/work/open/$procedure',
    area: 'work',
    frame: 'office',
    load: () => import('./open-form-page.tsx'),
  },
  { path: '/cases/$case', area: 'work', frame: 'office', load: () => import('./case-page.tsx') },
  { path: '/receipts/$index', area: 'work', frame: 'office', load: () => import('./receipt-page.tsx') },
]
