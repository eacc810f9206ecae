import { isAbsolute, join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { defaultLimits } from '#api'
import { day, minute, second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { gateLimits } from '#gateway'
import { readOrMissing } from './keyring.ts'

const portForm = z.int().min(0).max(65_535)

/** Where a listener listens; loopback until the operator says otherwise. */
const listenForm = (port: number) =>
  z
    .strictObject({
      host: z.string().min(1).max(253).default('127.0.0.1').describe('address to listen at'),
      port: portForm.default(port).describe('port; 0 takes a free one'),
    })
    .prefault({})

const rateForm = z.strictObject({ burst: z.int().positive(), perSecond: z.number().positive() })

/** Any of the bounds of a table, each a positive whole number or a rate, like the default it replaces. */
function overrides<L extends object>(defaults: L) {
  const members = Object.entries(defaults).map(([name, value]) => {
    const form = typeof value === 'number' ? z.int().positive() : rateForm
    return [name, form.optional()] as const
  })
  const form = z.strictObject(Object.fromEntries(members)).prefault({})
  return form.transform((given) => given as Partial<L>)
}

/** Nobody asks for a bundle more often than every half minute. */
const bundlePeriodSecondsMin = minute / second

/** A unit behind an air gap publishes for the round of a courier in a quarter: the most an act lets pass. */
const bundleLifetimeSecondsMax = (92 * day) / second

/** The whole configuration of a node. Every member has a default; `docs/configuration.md` lists them. */
export const configurationForm = z.strictObject({
  store: z
    .string()
    .min(1)
    .max(1024)
    .default('store.sqlite')
    .describe('the store, relative to the unit’s folder'),
  keys: z
    .string()
    .min(1)
    .max(1024)
    .default('keys')
    .describe('folder of the unit’s sealed keys, relative to the unit’s folder'),
  names: z
    .array(z.string().min(1).max(253))
    .min(1)
    .max(16)
    .default(['localhost'])
    .describe('host names under which the gate and the API themselves are reached'),
  gate: listenForm(8443).describe('the gate, TLS'),
  api: listenForm(8444).describe('the API, TLS'),
  public: listenForm(8480).describe('the public face, plain HTTP: lists, checkpoints, tiles'),
  log: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('least severe line of the log that is written'),
  logFile: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('where the log goes, relative to the unit’s folder; standard error when absent'),
  storeBytesMax: z
    .int()
    .min(1024 * 1024)
    .optional()
    .describe('largest size of the store in bytes; beyond it the node stops serving acts'),
  limits: z
    .strictObject({
      gate: overrides(gateLimits).describe('bounds of the gate that differ from `src/gateway/limits.ts`'),
      api: overrides(defaultLimits).describe('bounds of the API that differ from `src/api/limits.ts`'),
    })
    .prefault({})
    .describe('bounds per caller, connection and request'),
  bundle: z
    .strictObject({
      periodSeconds: z
        .int()
        .min(bundlePeriodSecondsMin)
        .max(bundleLifetimeSecondsMax)
        .default(3_600)
        .describe('a bundle is published anew this often though nothing has changed'),
      lifetimeSeconds: z
        .int()
        .min(bundlePeriodSecondsMin)
        .max(bundleLifetimeSecondsMax)
        .default(86_400)
        .describe('how long a bundle counts'),
    })
    .prefault({})
    .refine(({ periodSeconds, lifetimeSeconds }) => lifetimeSeconds >= 2 * periodSeconds, {
      path: ['lifetimeSeconds'],
      error: 'must be twice `periodSeconds` at least, so that one that was missed is not the last',
    })
    .describe('what this unit publishes for others'),
  follow: z
    .strictObject({
      enabled: z.boolean().default(true).describe('whether bundles of other units are fetched'),
    })
    .prefault({})
    .describe('what this unit takes in of others'),
  shutdownMilliseconds: z
    .int()
    .min(0)
    .max(300_000)
    .default(20_000)
    .describe('how long requests under way may take to finish at a stop'),
})

/** A configuration with its paths made absolute. */
export interface Configuration extends z.infer<typeof configurationForm> {
  /** The unit's folder. */
  readonly folder: string
}

export type ConfigurationFault =
  | { readonly kind: 'configuration-missing'; readonly path: string }
  | {
      readonly kind: 'configuration-refused'
      readonly path: string
      readonly line: number
      readonly key: string
      readonly problem: string
    }

/** The name of the configuration file in a unit's folder. */
export const configurationFile = 'chancery.yaml'

/** Reads and checks a configuration file; what it names is relative to the unit's folder. */
export async function readConfiguration(
  path: string,
  folder: string,
): Promise<Result<Configuration, ConfigurationFault>> {
  const text = await readOrMissing(path)
  if (text === undefined) return refuse({ kind: 'configuration-missing', path })
  return parseConfiguration(path, folder, text)
}

/** The configuration in a text. */
export function parseConfiguration(
  path: string,
  folder: string,
  text: string,
): Result<Configuration, ConfigurationFault> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const [error] = document.errors
  if (error) {
    const { line } = lines.linePos(error.pos[0])
    const problem = error.message.split('\n')[0]?.toLowerCase() ?? 'not YAML'
    return refuse({ kind: 'configuration-refused', path, line, key: '', problem })
  }
  const form = configurationForm.safeParse(document.toJS() ?? {})
  if (!form.success) {
    const issue = form.error.issues[0]
    const place = (issue?.path ?? []).map(String)
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    const key = [...place, ...(unknown ? [unknown] : [])]
    const node = document.getIn(key, true) as { readonly range?: readonly number[] } | undefined
    const { line } = lines.linePos(node?.range?.[0] ?? 0)
    const problem = unknown ? 'unknown key' : (issue?.message.toLowerCase() ?? 'refused')
    return refuse({ kind: 'configuration-refused', path, line, key: key.join('.'), problem })
  }
  const at = (name: string): string => (isAbsolute(name) ? name : join(folder, name))
  const { store, keys, logFile } = form.data
  return accept({
    ...form.data,
    folder,
    store: at(store),
    keys: at(keys),
    ...(logFile === undefined ? {} : { logFile: at(logFile) }),
  })
}
