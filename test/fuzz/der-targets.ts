import assert from 'node:assert/strict'
import { equalBytes, hex } from '#bytes'
import { type KeyType, parsePublicKey, publicJwk } from '#crypto'
import {
  bitString,
  bmpString,
  booleanValue,
  type DerReader,
  element,
  ia5String,
  integer,
  isStringTag,
  nullValue,
  objectIdentifier,
  octetString,
  printableString,
  readDer,
  sequence,
  setOf,
  tag,
  time,
  utf8String,
} from '#der'
import {
  agreementBounds,
  certificateSubject,
  extensionsOf,
  isSignedBy,
  keyIdentifier,
  nameKey,
  nameText,
  parseCertificate,
  parseName,
  parseRequest,
  parseRevocationList,
  rdnKeys,
  sameName,
  verifyRequest,
} from '#x509'
import { fixedKey } from './authority.ts'
import { mutateDer } from './der-mutation.ts'
import {
  certificateSeeds,
  elementSeeds,
  extensionSeeds,
  framed,
  listSeeds,
  nameSeeds,
  publicKeySeeds,
  requestSeeds,
} from './der-seeds.ts'
import { compareCertificate, compareList, compareRequest, writtenName } from './rewriting.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'

const key = fixedKey('authority').publicKey

/** The parsers of DER. */
export const derTargets: readonly Target[] = [
  { name: 'der', seeds: elementSeeds, mutate: mutateDer, run: runDer },
  { name: 'name', seeds: nameSeeds, mutate: mutateDer, run: runName },
  { name: 'extensions', seeds: extensionSeeds, mutate: mutateDer, run: runExtensions },
  { name: 'certificate', seeds: certificateSeeds, mutate: mutateDer, run: runCertificate },
  { name: 'revocation-list', seeds: listSeeds, mutate: mutateDer, run: runList },
  { name: 'request', seeds: requestSeeds, mutate: mutateDer, run: runRequest },
  { name: 'public-key', seeds: publicKeySeeds, mutate: mutateDer, run: runPublicKey },
]

function runDer(input: Uint8Array): Outcome {
  return outcomeOf(readDer(input, rewritten), (written) => {
    assert.equal(hex(written), hex(input))
  })
}

/** Reads one element by its type, and writes what was read. */
function rewritten(reader: DerReader): Uint8Array {
  const identifier = reader.nextTag ?? 0
  switch (identifier) {
    case tag.boolean:
      return booleanValue(reader.boolean())
    case tag.integer:
      return integer(reader.integer())
    case tag.null:
      reader.null()
      return nullValue()
    case tag.objectIdentifier:
      return rewrittenIdentifier(reader.objectIdentifier())
    case tag.octetString:
      return octetString(reader.octetString())
    case tag.bitString: {
      const { bytes, unused } = reader.bitString()
      return unused === 0 ? bitString(bytes) : element(tag.bitString, Uint8Array.of(unused), bytes)
    }
    case tag.sequence:
      return sequence(...reader.sequence((inside) => inside.list(rewritten)))
    case tag.set:
      return setOf(...reader.set((inside) => inside.list(rewritten)))
    default:
      return isStringTag(identifier) ? rewrittenText(reader) : rewrittenOther(reader, identifier)
  }
}

/** A reader that has refused goes on with empty values, and the empty text is no identifier. */
function rewrittenIdentifier(oid: string): Uint8Array {
  return oid === '' ? new Uint8Array(0) : objectIdentifier(oid)
}

function rewrittenText(reader: DerReader): Uint8Array {
  const start = reader.position
  const value = reader.string()
  const der = reader.since(start)
  const write = new Map([
    [tag.utf8String as number, utf8String],
    [tag.printableString, printableString],
    [tag.ia5String, ia5String],
    [tag.bmpString, bmpString],
  ]).get(value.tag)
  return write ? write(value.text) : der
}

function rewrittenOther(reader: DerReader, identifier: number): Uint8Array {
  if (identifier === tag.utcTime) return time(reader.time())
  if ((identifier & 0x20) === 0) return reader.encoding()
  return element(identifier, ...reader.sequence((inside) => inside.list(rewritten), identifier))
}

function runName(input: Uint8Array): Outcome {
  return outcomeOf(parseName(input), (name) => {
    assert.equal(hex(writtenName(name)), hex(input))
    assert.ok(sameName(name, name), 'a name is the same as itself')
    assert.equal(rdnKeys(name).length, name.rdns.length)
    assert.equal(nameText(name) === '', name.rdns.length === 0)
    const types = name.rdns.map((rdn) => rdn.map((attribute) => attribute.tag).join('+'))
    return types.slice(0, 4).join(' ')
  })
}

/** The input stands where a certificate has its extensions. */
function runExtensions(input: Uint8Array): Outcome {
  const parsed = parseCertificate(framed(input))
  return outcomeOf(parsed, (certificate) => {
    compareCertificate(certificate)
    const written = extensionsOf(certificate)
    if (written.length > 0) {
      // What is read only in part is written without the rest; that, read again, loses nothing more.
      const again = parseCertificate(
        framed(
          sequence(
            ...written.map(({ oid, value }) => {
              return sequence(objectIdentifier(oid), octetString(value))
            }),
          ),
        ),
      )
      assert.ok(again.ok, 'what was written is read')
      const twice = extensionsOf(again.value)
      assert.deepEqual(
        twice.map(({ value }) => hex(value)),
        written.map(({ value }) => hex(value)),
      )
    }
    return written.map(({ oid }) => oid).join(' ')
  })
}

function runCertificate(input: Uint8Array): Outcome {
  return outcomeOf(parseCertificate(input), (certificate) => {
    assert.ok(equalBytes(certificate.der, input))
    compareCertificate(certificate)
    agreementBounds(certificate)
    assert.equal(typeof isSignedBy(certificate, key), 'boolean')
    assert.equal(typeof nameText(certificate.subject) + typeof nameKey(certificate.issuer), 'stringstring')
    return outcomeOf(certificateSubject(certificate), () => undefined).label
  })
}

function runList(input: Uint8Array): Outcome {
  return outcomeOf(parseRevocationList(input), (list) => {
    assert.ok(equalBytes(list.der, input))
    compareList(list)
    const shapes = new Set(
      list.entries.map(({ reason, extensions }) => `${reason ?? ''}${extensions.length}`),
    )
    return [...shapes].slice(0, 4).join(' ')
  })
}

function runRequest(input: Uint8Array): Outcome {
  return outcomeOf(parseRequest(input), (request) => {
    assert.ok(equalBytes(request.der, input))
    compareRequest(request)
    return outcomeOf(verifyRequest(request), () => undefined).label
  })
}

function runPublicKey(input: Uint8Array): Outcome {
  return outcomeOf(parsePublicKey(input), (parsed): KeyType => {
    assert.equal(hex(parsed.spki), hex(input))
    assert.equal(keyIdentifier(parsed.spki).length, 20)
    assert.equal(typeof publicJwk(parsed).kty, 'string')
    return parsed.type
  })
}
