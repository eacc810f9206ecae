import { fromBase64 } from '#bytes'
import { certain, sure } from '#fault'
import type { CertificateIssued } from '#identity'
import { procedureSlice } from '#procedure'
import type { Log } from '#record'
import { rows } from '#table'
import { read, readEntry, type State } from '#unit'
import { pem } from '#x509'
import { holderOf, type World } from '../world/world.ts'

/** Somebody who may do one thing now, and what he needs to do it over TLS. */
export interface BenchCaller {
  /** PEM. */
  readonly key: string
  readonly certificate: string
  /** The path of the permit he may read. */
  readonly path: string
}

/** The first people of a world, each with the permit of the step he holds. */
export async function callersOf(
  world: World,
  state: State,
  record: Log,
  count: number,
): Promise<readonly BenchCaller[]> {
  const wanted = world.people.slice(0, count)
  const certificates = await certificatesOf(record, new Set(wanted.map(({ serial }) => serial)))
  const objects = new Map<string, string>()
  for (const [, grants] of rows(read(state, procedureSlice).grants)) {
    for (const { grant, key } of grants) {
      if (grant.permission === 'permit.read') objects.set(key, grant.object)
    }
  }
  return wanted.map(({ serial }, place) => {
    const { key } = holderOf(world, place)
    const object = certain(objects.get(key.publicKey.thumbprint), 'a permit')
    return {
      key: key.tlsPem(),
      certificate: pem('CERTIFICATE', certain(certificates.get(serial), 'a certificate')),
      path: object.replace('permit/', '/permits/'),
    }
  })
}

/** Certificates as they stand on the record, by serial. */
async function certificatesOf(
  record: Log,
  serials: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (let from = 0; from < record.size && found.size < serials.size; ) {
    const entries = await record.read(from, record.size - from)
    for (const bytes of entries) {
      for (const event of readEntry(bytes).events as readonly Partial<CertificateIssued>[]) {
        if (event.kind !== 'certificate-issued' || !serials.has(certain(event.serial, 'its serial'))) continue
        const der = sure(fromBase64(certain(event.der, 'the certificate')), 'a recorded certificate')
        found.set(certain(event.serial, 'its serial'), der)
      }
    }
    from += entries.length
  }
  return found
}
