import { accept, type Result, refuse } from '#fault'
import type { CliFault } from './fault.ts'
import type { CommandLinePorts } from './ports.ts'

/** Opens and seals a person's key. Secrets come from here or from a terminal, never from the command line. */
export const passphraseVariable = 'CHANCERY_PASSPHRASE'
/** Opens and seals the unit's own keys. */
export const unitPassphraseVariable = 'CHANCERY_UNIT_PASSPHRASE'
/** Protects an exported PKCS #12 file. */
export const exportPassphraseVariable = 'CHANCERY_EXPORT_PASSPHRASE'
/** Opens a PEM key that is brought in. */
export const importPassphraseVariable = 'CHANCERY_IMPORT_PASSPHRASE'

/** NIST SP 800-63B-4 §3.1.1.2: a password that stands alone has 15 characters. */
const newSecretCharactersMin = 15

type Asker = Pick<CommandLinePorts, 'environment' | 'askSecret'>

/** A secret that exists: from its variable, or asked once. */
export async function knownSecret(
  ports: Asker,
  variable: string,
  what: string,
): Promise<Result<string, CliFault>> {
  const secret = ports.environment[variable] ?? (await ports.askSecret(`${what}: `))
  return secret === undefined ? refuse({ kind: 'secret-unasked', variable }) : accept(secret)
}

/** A secret that is being chosen: from its variable, or asked twice; long enough either way. */
export async function newSecret(
  ports: Asker,
  variable: string,
  what: string,
): Promise<Result<string, CliFault>> {
  const given = ports.environment[variable]
  const secret =
    given ?? (await ports.askSecret(`new ${what} (${newSecretCharactersMin} characters or more): `))
  if (secret === undefined) return refuse({ kind: 'secret-unasked', variable })
  if (secret.length < newSecretCharactersMin) {
    const least = `${newSecretCharactersMin} characters or more`
    const problem = `the ${what} is too short: take ${least}, some words will do`
    return refuse({ kind: 'secret-refused', problem })
  }
  if (given !== undefined) return accept(secret)
  const again = await ports.askSecret(`the same ${what} again: `)
  return again === secret
    ? accept(secret)
    : refuse({ kind: 'secret-refused', problem: `the two are not the same` })
}
