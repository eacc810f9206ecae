import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Failed } from '../parts/failed.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { Missing } from './missing.tsx'
import { OfficeFrame } from './office-frame.tsx'
import type { Page } from './page.ts'
import { pages } from './pages.ts'
import { PublicFrame } from './public-frame.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing })

const frames = {
  office: createRoute({ getParentRoute: () => root, id: 'office', component: OfficeFrame }),
  public: createRoute({ getParentRoute: () => root, id: 'public', component: PublicFrame }),
  bare: createRoute({ getParentRoute: () => root, id: 'bare', component: Outlet }),
} as const

const first = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ href: '/console/work', replace: true })
  },
})

function routesOf(frame: Page['frame']) {
  return pages
    .filter((page) => page.frame === frame)
    .map(({ path, load }) =>
      createRoute({
        getParentRoute: () => frames[frame],
        path,
        component: lazyRouteComponent(load, 'Page'),
        pendingComponent: Waiting,
        errorComponent: ({ error }) => <Failed problem={error} />,
      }),
    )
}

/** Finds pages by address. What stands behind the `?` is kept as plain text, so that it can be read and sent. */
export function consoleRouter() {
  return createRouter({
    routeTree: root.addChildren([
      first,
      frames.office.addChildren(routesOf('office')),
      frames.public.addChildren(routesOf('public')),
      frames.bare.addChildren(routesOf('bare')),
    ]),
    basepath: '/console',
    defaultPreload: 'intent',
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      return given.length === 0
        ? ''
        : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
    },
  })
}
