/*
 * What the unit tells of its gate; written by `src/node/gate-watch.ts` and `src/gateway`.
 */

/** The texts of a title by language. */
export type Title = Readonly<Record<string, string>>

/** Somebody, or something: by kind and identifier, and by name where the unit knows one. */
export interface Who {
  readonly kind: string
  readonly id: string
  readonly name?: string
}

export interface ServiceName {
  readonly id: string
  readonly title?: string
}

/** The step that permitted something. */
export interface Under {
  readonly case: string
  readonly step: string
  readonly procedure?: string
  readonly title?: Title
  readonly stepTitle?: Title
}

/** One decision about somebody's wish. */
export interface Decision {
  /** Index of the entry of the journal. */
  readonly entry: number
  readonly at: string
  readonly permitted: boolean
  readonly outcome: string
  readonly by?: Who
  readonly address?: string
  readonly service?: ServiceName
  readonly method?: string
  readonly permission?: string
  readonly object?: string
  readonly under?: Under
  readonly through?: ServiceName
  readonly problem?: string
  readonly why?: string
  readonly status?: number
  readonly durationMilliseconds?: number
}

/** `GET /gate/sessions`. */
export interface Sessions {
  readonly connected: number
  readonly sessions: readonly Session[]
}

export interface Session {
  readonly by: Who
  readonly certificateSerial: string
  readonly since: string
  readonly underWay: readonly {
    readonly service: ServiceName
    readonly permission: string
    readonly object: string
    readonly since: string
    readonly under: Under
  }[]
}

export interface Route {
  readonly method: string
  readonly path: string
  readonly permission: string
  readonly object: string
}

/** `GET /services`. */
export interface Services {
  readonly services: readonly Service[]
}

export interface Service {
  readonly service: string
  readonly title: string
  readonly hosts: readonly string[]
  readonly routes: readonly Route[]
  readonly strict: boolean
  readonly proxy?: string
  readonly entry: number
  readonly suspended?: { readonly reason: string; readonly since: string; readonly entry: number }
}
