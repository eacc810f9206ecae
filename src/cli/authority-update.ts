import type { Command } from 'commander'
import { z } from 'zod'
import { equalBytes, fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { type PublicKey, parsePublicKey } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy, parseCertificate, pem } from '#x509'
import { formAnswerTo } from './answer.ts'
import { authorityName, authorityPath, fingerprintLines, memberLines } from './authority-key.ts'
import { type Attach, jsonText, withPublic } from './context.ts'
import type { CliFault } from './fault.ts'
import { replaceFile } from './files.ts'
import { certificatesIn, readProfile } from './profile.ts'
import { recordText } from './text-table.ts'
import { askAuthority } from './unit-facts.ts'

/** What is taken of `authority.list`. */
const listForm = z.object({ links: z.array(z.object({ certificate: z.string() })) })

/** Makes the command by which a folder follows its unit over a rollover. */
export function addAuthorityUpdate(group: Command, attach: Attach): void {
  const command = group
    .command('update')
    .description('hold to the authority keys the unit has now, as far as links lead to them')
  attach(command, async (context) => {
    if (context.as === undefined) return refuse({ kind: 'profile-unnamed' })
    const profile = readProfile(context.as)
    if (!profile.ok) return profile
    const kept = certificatesIn(profile.value.authority)
    const answer = await withPublic(context, async (caller) => {
      const authorities = await askAuthority(caller)
      if (!authorities.ok) return authorities
      const list = await formAnswerTo(caller, { method: 'GET', path: '/authorities' }, listForm)
      return list.ok ? accept({ authorities: authorities.value, links: list.value.links }) : list
    })
    if (!answer.ok) return answer
    const offered = certificatesIn(answer.value.authorities)
    const links = answer.value.links.flatMap(({ certificate }) => linkIn(certificate) ?? [])
    const held = linkedAuthorities(kept, offered, links, context.ports.clock.now())
    if (held.length === 0) return unproven('no link leads to it from a key that the folder holds to')
    return put(authorityPath(context.as), kept, held, context.json)
  })
}

/**
 * Of the authorities a unit says it has those that somebody who holds to `kept` may hold to: the same ones,
 * and those certified by one of these, over links that count now.
 */
export function linkedAuthorities(
  kept: readonly Certificate[],
  offered: readonly Certificate[],
  links: readonly Certificate[],
  now: Instant,
): readonly Certificate[] {
  const known = kept.flatMap(keysOf)
  let waiting = links.filter(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter)
  for (;;) {
    const led = waiting.filter((link) => known.some((key) => isSignedBy(link, key)))
    if (led.length === 0) break
    known.push(...led.flatMap(keysOf))
    waiting = waiting.filter((link) => !led.includes(link))
  }
  return offered.filter((authority) => {
    return keysOf(authority).some(({ thumbprint }) => known.some((key) => key.thumbprint === thumbprint))
  })
}

function keysOf({ spki }: Certificate): readonly PublicKey[] {
  const key = parsePublicKey(spki)
  return key.ok ? [key.value] : []
}

function linkIn(text: string): Certificate | undefined {
  const der = fromBase64(text)
  const link = der.ok ? parseCertificate(der.value) : der
  return link.ok ? link.value : undefined
}

function put(
  path: string,
  kept: readonly Certificate[],
  held: readonly Certificate[],
  json: boolean,
): Result<string, CliFault> {
  const isIn = (list: readonly Certificate[], { der }: Certificate): boolean =>
    list.some((one) => equalBytes(one.der, der))
  const added = held.filter((one) => !isIn(kept, one))
  const dropped = kept.filter((one) => !isIn(held, one))
  if (added.length > 0 || dropped.length > 0) {
    const written = replaceFile(path, held.map(({ der }) => pem('CERTIFICATE', der)).join(''))
    if (!written.ok) return written
  }
  if (json)
    return accept(jsonText({ path, added: added.map(authorityName), dropped: dropped.map(authorityName) }))
  if (added.length === 0 && dropped.length === 0) return accept(`${path} holds what the unit has\n`)
  const changes = [
    ...added.map((one) => ['now', one] as const),
    ...dropped.map((one) => ['no more', one] as const),
  ]
  return accept(changes.map(([what, one]) => recordText(memberLines(what, fingerprintLines(one)))).join(''))
}

function unproven(problem: string): Result<never, CliFault> {
  return refuse({ kind: 'unproven', what: 'the unit’s authority', problem })
}
