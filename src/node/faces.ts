import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { ApiOptions, EndedFeed, Metric } from '#api'
import { fromBase64, utf8 } from '#bytes'
import { type Clock, type Instant, isoInstant } from '#clock'
import { publicJwk, systemRandom } from '#crypto'
import { signatureOf } from '#document'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { type Gate, gateCertificate } from '#gateway'
import { certificateOf, ownCertificates, ownChain, unitProfile } from '#identity'
import { permitReading } from '#procedure'
import type { Log } from '#record'
import {
  type Documents,
  type Event,
  type Refusal,
  readEntry,
  receiptAgain,
  type State,
  type Unit,
} from '#unit'
import { type Certificate, pem } from '#x509'
import type { Bundles } from './bundles.ts'
import type { Configuration } from './configuration.ts'
import { constitution } from './constitution.ts'
import { DocumentSigning } from './document-signing.ts'
import type { Duties } from './duties.ts'
import { entryPorts } from './entries.ts'
import type { EntryIndex } from './entry-index.ts'
import { gateWatch } from './gate-watch.ts'
import { type HealthParts, nodeHealth } from './health.ts'
import { inventory } from './inventory.ts'
import type { ServingKeys } from './keyring.ts'
import { lodge } from './lodgings.ts'
import { readers, receiveVisit } from './readers.ts'
import type { RevocationLists } from './revocation-lists.ts'
import type { TimestampAuthority } from './timestamp-authority.ts'
import { recordUse } from './uses.ts'
import { trustFacts } from './verification-trust.ts'
import type { Verifications } from './verifications.ts'

export interface FaceParts {
  readonly configuration: Configuration
  readonly unit: Unit
  readonly record: Log
  readonly journal: Log
  readonly keys: ServingKeys
  readonly duties: Duties
  readonly lists: RevocationLists
  readonly bundles: Bundles
  readonly gate: Gate
  readonly documents: Documents
  readonly verifications: Verifications
  readonly timestamps: TimestampAuthority
  readonly ended: EndedFeed
  readonly index: EntryIndex
  readonly snapshots: HealthParts['snapshots']
  /** When the node began to serve. */
  readonly started: Instant
  /** HTTPS address of the API, as it was given at the founding. */
  readonly url?: string
  readonly clock: Clock
  readonly log: Logger
  /** False once the node is on its way to its end. */
  serving(): boolean
  metrics(): readonly Metric[]
}

/** Where the build leaves the pages for browsers. */
const builtConsole = fileURLToPath(new URL('../../build/console', import.meta.url))

const logReadings: readonly string[] = ['record.read', 'journal.read']

/** What the faces over HTTP need, from the parts of this node. */
export function apiOptions(parts: FaceParts): ApiOptions {
  const { configuration, unit, record, journal, keys, lists, clock, log } = parts
  return {
    unit,
    clock,
    log,
    title: certain(unitProfile(unit.state), 'the unit').name,
    unitKey: certain(unitProfile(unit.state), 'the unit').key,
    consoleFolder: builtConsole,
    random: systemRandom,
    api: configuration.api,
    public: configuration.public,
    limits: { ...configuration.limits.api, closeMilliseconds: configuration.shutdownMilliseconds },
    tls: () => certain(listenerIdentity(unit.state, keys), 'the certificate of the listeners'),
    readerOf: readers(unit, clock),
    permits(speaker, permission, object) {
      const grant = permitReading(unit.state, { speaker, permission, object, time: clock.now() })
      if (!grant.ok) return grant
      // Of queries the unit itself looks at this; the logs are read past it.
      if (grant.value.counted && logReadings.includes(permission)) {
        return refuse({ kind: 'reading-counted', permission, object } as Refusal)
      }
      return accept({ ...grant.value })
    },
    async journalRead({ reader, what, permission, object, grant }) {
      const entry = {
        v: 1,
        at: isoInstant(clock.now()),
        outcome: 'read',
        reader,
        what,
        permission,
        object,
        grant,
      }
      const kept = await journal.appendMany([utf8(JSON.stringify(entry))])
      if (!kept.ok) throw new Error(`the access journal refused an entry: ${kept.fault.kind}`)
    },
    recordLog: tilesOf(record),
    journalLog: tilesOf(journal),
    entries: entryPorts({ ...parts, chain: (serial) => certificateChain(parts, serial) }),
    health: () => nodeHealth({ ...parts, peerFetches: () => parts.bundles.ports().peerFetches() }),
    inventory,
    intake: (der) => intake(parts, der),
    receiveVisit: (shown) => receiveVisit(parts.duties, shown),
    lodge: (wish) => lodge(parts, wish),
    certificateChain: (serial) => certificateChain(parts, serial),
    authorityPem: () => pemOf(ownCertificates(unit.state, 'authorities')),
    revocationList: () => lists.current(unit.state),
    timestamp: (query) => parts.timestamps.answer(query),
    signing: signingPorts(parts),
    jwks: () => ({ keys: [publicJwk(keys.token.publicKey)] }),
    ...parts.bundles.ports(),
    decisions: decisionPorts(parts),
    ...(parts.url !== undefined && { url: parts.url }),
    authorize: (proxy, wish) => parts.gate.decideFor({ proxy, ...wish }),
    ended: parts.ended,
    sessions: () => parts.gate.sessions(),
    watch: gateWatch(parts),
    verify: (files, language) =>
      parts.verifications.judge(
        files,
        language,
        trustFacts(unit.state, parts.documents, lists.current(unit.state), clock.now()),
      ),
    metrics: () => parts.metrics(),
  }
}

function signingPorts(parts: FaceParts): ApiOptions['signing'] {
  const { unit, record } = parts
  const signing = new DocumentSigning({ ...parts, random: systemRandom })
  return {
    prepare: (reader, leafDer, wish) => signing.prepare(reader, leafDer, wish),
    complete: (wish) => signing.complete(wish),
    receipt: async (signature) => {
      const known = signatureOf(unit.state, signature)
      return known ? receiptAgain(record, known.entry) : refuse({ kind: 'signature-not-found', signature })
    },
  }
}

/** What acts of the unit itself ask for. */
const actPermissions: ReadonlySet<string> = new Set(
  constitution.acts.flatMap(({ authority }) => (authority.by === 'step' ? [authority.permission] : [])),
)

function decisionPorts(parts: FaceParts): ApiOptions['decisions'] {
  const { unit, journal, duties, clock } = parts
  return {
    state: () => unit.state,
    clock,
    refusal() {
      if (unit.stopped) return unit.stopped
      if (journal.broken) return { kind: 'unit-stopped', cause: journal.broken.kind } as Refusal
      return parts.serving() ? undefined : { kind: 'node-closing' }
    },
    recordUse: (grant) => recordUse(duties, grant),
    isOfAct: (permission) => actPermissions.has(permission),
    async journal(lines) {
      const kept = await journal.appendMany(lines)
      if (!kept.ok) throw new Error(`the access journal refused lines: ${kept.fault.kind}`)
    },
  }
}

/** Key and certificate chain of gate and API; `undefined` until the gate has been certified. */
export function listenerIdentity(state: State, keys: ServingKeys): { key: string; cert: string } | undefined {
  const certificate = gateCertificate(state)
  if (!certificate || certificate.key !== keys.gate.publicKey.thumbprint) return undefined
  return { key: keys.gate.tlsPem(), cert: pem('CERTIFICATE', certificate.bytes) + pemOf(ownChain(state)) }
}

function tilesOf(log: Log): ApiOptions['recordLog'] {
  return {
    checkpoint: () => Promise.resolve(log.checkpoint()),
    tile: (level, index, width) => log.tile(level, index, width),
    entryBundle: (index, width) => log.entryBundle(index, width),
  }
}

async function intake({ duties }: FaceParts, der: Uint8Array): Promise<Result<{ request: string }, Refusal>> {
  const receipt = await duties.act('request.receive', { request: pem('CERTIFICATE REQUEST', der) })
  if (!receipt.ok) return receipt
  const event = receipt.value.events.find(isReceived)
  return event ? accept({ request: event.request }) : refuse({ kind: 'request-unreadable' })
}

function isReceived(event: Event): event is Event & { readonly request: string } {
  return event.kind === 'request-received'
}

/** The leaf from the entry that issued it, and those above: what is not on the record cannot be fetched. */
async function certificateChain(parts: FaceParts, serial: string): Promise<string | undefined> {
  const { unit, record } = parts
  const known = certificateOf(unit.state, serial)
  if (!known) return undefined
  const bytes = certain((await record.read(known.entry, 1))[0], 'the entry of a certificate')
  const issued = readEntry(bytes).events.find((event) => isIssued(event, serial))
  const der = sure(
    fromBase64(certain(issued as { der?: string } | undefined, 'its event').der ?? ''),
    'its bytes',
  )
  return pem('CERTIFICATE', der) + pemOf(ownChain(unit.state))
}

function isIssued(event: Event, serial: string): boolean {
  return event.kind === 'certificate-issued' && (event as { serial?: string }).serial === serial
}

function pemOf(certificates: readonly Certificate[]): string {
  return certificates.map(({ der }) => pem('CERTIFICATE', der)).join('')
}
