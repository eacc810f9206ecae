import type { StoreFault } from '#store'
import type { ConfigurationFault } from './configuration.ts'
import type { FolderFault } from './found.ts'
import type { SnapshotRefusal } from './snapshot.ts'
import type { StartFault } from './start.ts'

/** Every reason why a node is not founded or does not start. */
export type NodeFault = StartFault | FolderFault | ConfigurationFault | StoreFault | SnapshotRefusal

type Words = {
  readonly [K in NodeFault['kind']]: (fault: Extract<NodeFault, { readonly kind: K }>) => string
}

const words: Words = {
  'unit-missing': ({ folder }) =>
    `no unit was founded in \`${folder}\`: use \`chancery found\`, or name its folder by \`--folder\``,
  'unit-unfinished': ({ folder, missing }) =>
    `the unit in \`${folder}\` lacks ${missing} procedures of its founding, which was broken off: nobody ` +
    'has worked in it, so remove the folder and repeat `chancery found`',
  'gate-not-certified': () =>
    'the node could not certify the gate’s key: its duty case must be open and not held; see the log',
  'gate-refused': ({ port, fault }) =>
    `the gate cannot listen on port ${port} (${fault.code}): free it, or name another by \`gate.port\` in ` +
    'the configuration (`chancery.yaml` in the unit’s folder)',
  'listen-refused': ({ port, code }) =>
    `the API cannot listen on port ${port} (${code}): free it, or name another by \`api.port\` or ` +
    '`public.port` in the configuration (`chancery.yaml` in the unit’s folder)',
  'key-file-missing': ({ path }) =>
    `the key file \`${path}\` is missing: bring it back from where it is kept`,
  'key-file-refused': ({ path, fault }) =>
    fault.kind === 'passphrase-wrong'
      ? `the passphrase does not open \`${path}\``
      : `the key file \`${path}\` is refused (${fault.kind}): bring back a good copy`,
  'log-refused': ({ log, fault }) =>
    `the ${log} in the store does not hold together (${fault.kind}): run \`chancery record verify\` on it`,
  'store-in-use': ({ path }) => `another node has \`${path}\` open: stop it first, one store serves one node`,
  'store-missing': ({ path }) => `there is no store at \`${path}\``,
  'store-foreign': ({ path }) => `\`${path}\` is no store of Chancery`,
  'store-version': ({ path, version, supported }) =>
    `\`${path}\` is of version ${version}, this program reads version ${supported}`,
  'store-full': () => 'the store is full: give it more room (disk, or `storeBytesMax`) and start again',
  'store-behind': ({ path, log, length, signed }) =>
    `\`${path}\` holds ${length} entries of the ${log}, and ${signed} have been signed and given out: it ` +
    `is damaged or an older copy; bring back the newer one (what \`${path}-heads\` says is how far that is)`,
  'store-unreadable': ({ path, reason }) => `\`${path}\` cannot be read: ${reason}`,
  'folder-not-empty': ({ folder }) => `\`${folder}\` is not empty: a unit is founded in a folder of its own`,
  'suite-not-for-units': ({ suite, suites }) =>
    `\`${suite}\` is no suite for a unit: choose one of ${suites.map((name) => `\`${name}\``).join(', ')}`,
  'snapshot-unreadable': ({ problem }) => `it cannot be read: ${problem}`,
  'snapshot-differs': () => 'its text is not the one its head was signed for',
  'snapshot-head': ({ problem }) => `its head is refused: ${problem}`,
  'snapshot-ahead': ({ size, logSize }) => `it is of ${size} entries and the record has ${logSize}`,
  'snapshot-other-form': () => 'another version of the program kept it',
  'snapshot-other-record': ({ size }) => `its first ${size} entries are not those of this record`,
  'configuration-missing': ({ path }) => `there is no configuration at \`${path}\``,
  'configuration-refused': ({ path, line, key, problem }) =>
    `\`${path}\`, line ${line}${key ? `, key \`${key}\`` : ''}: ${problem}`,
}

/** The sentence for a fault of this room; `undefined` when it is another room's. */
export function tellNodeFault(fault: { readonly kind: string }): string | undefined {
  if (!Object.hasOwn(words, fault.kind)) return undefined
  const { kind } = fault as NodeFault
  return (words[kind] as (fault: NodeFault) => string)(fault as NodeFault)
}
