import type { Page } from '../shell/page.ts'

const office = { area: 'procedures', frame: 'office' } as const

export const proceduresPages: readonly Page[] = [
  { ...office, path: '/procedures', load: () => import('./list-page.tsx') },
  { ...office, path: '/new-procedure', load: () => import('./new-page.tsx') },
  { ...office, path: '/procedures/$name', load: () => import('./show-page.tsx') },
  { ...office, path: '/procedures/$name/change', load: () => import('./change-page.tsx') },
  { ...office, path: '/procedures/$name/proposals/$case', load: () => import('./proposal-page.tsx') },
]
