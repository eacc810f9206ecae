import type { Page } from '../shell/page.ts'

export const proceduresPages: readonly Page[] = [
  { path: '/procedures', area: 'procedures', frame: 'office', load: () => import('./list-page.tsx') },
  { path: '/procedures/$name', area: 'procedures', frame: 'office', load: () => import('./show-page.tsx') },
]
