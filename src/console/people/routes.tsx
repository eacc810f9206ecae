import type { Page } from '../shell/page.ts'

export const peoplePages: readonly Page[] = [
  { path: '/people', area: 'people', frame: 'office', load: () => import('./people-page.tsx') },
  { path: '/people/requests', area: 'people', frame: 'office', load: () => import('./requests-page.tsx') },
  {
    path: '/people/requests/$request',
    area: 'people',
    frame: 'office',
    load: () => import('./request-page.tsx'),
  },
  { path: '/people/$kind/$id', area: 'people', frame: 'office', load: () => import('./principal-page.tsx') },
]
