import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64, fromBase64, hex, sha256, utf8 } from '#bytes'
import { day, minute, second } from '#clock'
import { attributeOid, parseSignedAttributes, writeAttribute, writeSignedAttributes } from '#cms'
import { PrivateKey, parsePublicKey, verifySignature } from '#crypto'
import { octetString } from '#der'
import { certain, sure } from '#fault'
import { fakeIssued, fakeKey, fakeSpeaker } from '#identity'
import { type AuthorityClaim, cadesRow, jadesRow } from '#signature'
import { parseCertificate } from '#x509'
import {
  document,
  forDocuments,
  type Registry,
  registry,
  sealedInput,
  signatory,
  signedInput,
  wishesOf,
} from './fixture.ts'
import { type DocumentEvent, signatureOf } from './state.ts'

function signedBy(at: Registry, input: object, by = at.ann): Extract<DocumentEvent, object> {
  const events = sure(at.office.act('document.sign', by.speaker, input), 'a signature')
  return certain(events[0] as DocumentEvent | undefined, 'the event')
}

const tried = (at: Registry, input: object, by = at.ann) =>
  at.office.tried('document.sign', by.speaker, input)

describe('a signature', () => {
  test('that was made for the live grant stands on the record with whose it is and what it is over', () => {
    const at = registry()
    const input = signedInput(at, { wishes: { commitments: ['1.2.840.113549.1.9.16.6.5'] } })
    const event = signedBy(at, input)
    const value = sure(fromBase64(input['value'] ?? ''), 'the value')
    assert.deepEqual(event, {
      kind: 'document-signed',
      signature: hex(sha256(value)),
      document: hex(sha256(document)),
      name: 'permit 許可.txt',
      form: 'CAdES',
      content: { algorithm: 'sha256', digest: hex(sha256(document)) },
      by: { kind: 'person', id: 'ann' },
      serial: at.ann.certificate.serial,
      ...{ object: 'permit/17', case: '1', step: 'work', office: 'clerk' },
      commitments: ['1.2.840.113549.1.9.16.6.5'],
    })
    const { kind: _, ...facts } = event
    const row = signatureOf(at.office.state, event.signature)
    assert.deepEqual(row, { ...facts, sealed: false, entry: at.office.state.size - 1, time: at.office.time })
  })

  for (const suite of ['ecdsa-p384-sha384', 'ed25519', 'ml-dsa-65', 'rsa-pkcs1-sha256'] as const) {
    test(`is taken from a key for ${suite}`, () => {
      const at = registry()
      const cleo = signatory(at.office, at.unit, 'cleo', PrivateKey.generate(suite))
      assert.equal(tried(at, signedInput(at, { by: cleo }), cleo), 'done')
    })
  }

  test('in JSON stands under the name that its file will give it', () => {
    const at = registry()
    const parts = { row: jadesRow, content: utf8('{"permit":17}') }
    const { signature, form } = signedBy(at, signedInput(at, parts))
    assert.equal(form, 'JAdES')
    assert.ok(signatureOf(at.office.state, signature))
  })

  test('of an hour ago is refused, and that of four minutes ago is not', () => {
    const at = registry()
    const [late, near] = [signedInput(at), signedInput(at)]
    at.office.time += 4 * minute
    assert.equal(tried(at, near), 'done')
    at.office.time += 2 * minute
    assert.equal(tried(at, late), 'signing-time-off')
  })

  test('stands once, under whichever act', () => {
    const at = registry()
    const input = signedInput(at)
    assert.equal(tried(at, input), 'done')
    assert.equal(tried(at, input), 'signature-recorded')
  })

  test('of somebody else cannot be brought in, with their certificate or with one’s own', () => {
    const at = registry()
    const input = signedInput(at)
    assert.equal(tried(at, input, at.ben), 'signer-other')
    const own = { ...input, certificate: base64(at.ben.certificate.der) }
    assert.equal(tried(at, own, at.ben), 'statement-of-other')
  })

  test('needs the certificate that the key is known by now', () => {
    const at = registry()
    const before = signedInput(at)
    const der = at.unit.leaf(at.ann.key, { id: 'ann', commonName: 'ann' })
    at.office.happen({ ...fakeIssued(der, 'person', 'ann', 'ann') })
    const certificate = sure(parseCertificate(der), 'the renewed one')
    const renewed = { ...at.ann, certificate, speaker: { ...at.ann.speaker, serial: certificate.serial } }
    assert.equal(tried(at, before, renewed), 'signer-other')
    assert.equal(tried(at, signedInput(at, { by: renewed }), renewed), 'done')
  })

  test('may be by a key of the same person for documents alone, while that counts', () => {
    const at = registry()
    const papers = forDocuments(at, 'ann')
    const input = signedInput(at, { by: { ...at.ann, ...papers } })
    assert.equal(tried(at, input, at.ben), 'signer-other')
    assert.equal(signedBy(at, input).serial, papers.certificate.serial)
    const next = signedInput(at, { by: { ...at.ann, ...papers }, object: 'permit/18' })
    const { serial } = papers.certificate
    const { key } = papers
    at.office.happen({
      ...{ kind: 'certificate-revoked', serial, key: key.publicKey.thumbprint },
      ...{ principal: { kind: 'person', id: 'ann' }, reason: 'superseded' },
    })
    assert.equal(tried(at, next), 'signer-other')
  })

  test('by an acting key of the same person that did not make the act is refused', () => {
    const at = registry()
    const other = signatory(at.office, at.unit, 'ann')
    assert.equal(tried(at, signedInput(at, { by: other })), 'signer-other')
  })

  test('is made by people, and with a certificate for documents', () => {
    const at = registry()
    const input = signedInput(at)
    const pad = fakeSpeaker('device', 'pad', fakeKey())
    assert.equal(at.office.tried('document.sign', pad, input), 'signer-unfit')
    const key = fakeKey()
    const der = at.unit.leaf(key, { kind: 'device', id: 'dan', commonName: 'dan' })
    at.office.happen({ ...fakeIssued(der, 'person', 'dan', 'dan') })
    const certificate = sure(parseCertificate(der), 'a certificate')
    const speaker = { ...fakeSpeaker('person', 'dan', key), serial: certificate.serial }
    const dan = { key, certificate, speaker }
    assert.equal(tried(at, signedInput(at, { by: dan }), dan), 'signer-unfit')
  })

  const elsewhere: readonly (readonly [string, Partial<AuthorityClaim>])[] = [
    ['of another unit', { unit: 'x'.repeat(43) }],
    ['of another case', { case: '2' }],
    ['of another step', { step: 'publish' }],
    ['for another permission', { permission: 'document.seal' }],
    ['on another object', { object: 'permit/18' }],
    ['of an epoch before', { epoch: 0 }],
    ['of an epoch to come', { epoch: 99 }],
    ['by another office', { office: 'chief' }],
    ['whose grant is another', { grant: new Uint8Array(32) }],
  ]
  for (const [what, differs] of elsewhere) {
    test(`for a grant ${what} is refused`, () => {
      const at = registry()
      at.instead = { ...at.instead, epoch: 41 }
      const { authority } = wishesOf(at, 'document.sign', {})
      const claim = { ...certain(authority, 'the claim'), ...differs }
      for (const row of [cadesRow, jadesRow]) {
        assert.equal(tried(at, signedInput(at, { row, wishes: { authority: claim } })), 'claim-differs')
      }
      assert.equal(tried(at, signedInput(at)), 'done')
    })
  }

  test('is void when the step’s state has changed since', () => {
    const at = registry()
    const input = signedInput(at)
    at.instead = { ...at.instead, epoch: 7 }
    assert.equal(tried(at, input), 'claim-differs')
  })

  const strange: readonly (readonly [string, (at: Registry) => object, string])[] = [
    ['no authority', (at) => ({ wishes: withoutAuthority(at) }), 'claim-missing'],
    ['no role', () => ({ wishes: { roles: [] } }), 'claim-differs'],
    ['another role', () => ({ wishes: { roles: ['Chief'] } }), 'claim-differs'],
    ['two roles', () => ({ wishes: { roles: ['Clerk 書記', 'Chief'] } }), 'claim-differs'],
    ['an unknown commitment', () => ({ wishes: { commitments: ['1.2.3'] } }), 'claim-differs'],
    ['no time', () => ({ wishes: { signingTime: undefined } }), 'signing-time-off'],
    [
      'a time to come',
      (at) => ({ wishes: { signingTime: at.office.time + 6 * minute } }),
      'signing-time-off',
    ],
  ]
  for (const [what, signing, kind] of strange) {
    test(`with ${what} is refused as ${kind}`, () => {
      const at = registry()
      assert.equal(tried(at, signedInput(at, signing(at))), kind)
    })
  }

  test('over signed attributes that nobody here knows is refused, though all else is right', () => {
    const at = registry()
    const input = signedInput(at)
    const attributes = sure(parseSignedAttributes(sure(fromBase64(input['signed'] ?? ''), 'it')), 'them')
    const resigned = (...ders: readonly Uint8Array[]) => {
      const { set } = writeSignedAttributes(ders)
      return { ...input, signed: base64(set), value: base64(at.ann.key.sign(set)) }
    }
    const all = attributes.map(({ der }) => der)
    assert.equal(
      tried(at, resigned(...all, writeAttribute('1.2.3', octetString(utf8('and more'))))),
      'statement-strange',
    )
    const without = (oid: string) => attributes.filter(({ type }) => type !== oid).map(({ der }) => der)
    assert.equal(tried(at, resigned(...without(attributeOid.signingCertificateV2))), 'statement-strange')
    assert.equal(tried(at, resigned(...without(attributeOid.messageDigest))), 'statement-unreadable')
    assert.equal(tried(at, resigned(...all, certain(all[0], 'one'))), 'statement-unreadable')
    assert.equal(tried(at, resigned(...all)), 'done')
  })

  const misnamed: readonly (readonly [string, (input: Record<string, string>) => object, string])[] = [
    ['another document', (input) => ({ ...input, document: hex(sha256(utf8('other'))) }), 'claim-differs'],
    ['a wrong value', (input) => ({ ...input, value: base64(utf8('x')) }), 'document-signature-wrong'],
    ['another form', (input) => ({ ...input, form: 'JAdES' }), 'statement-unreadable'],
    ['a form that has no time', (input) => ({ ...input, form: 'PAdES' }), 'statement-strange'],
    ['another object', (input) => ({ ...input, object: 'permit/18' }), 'claim-differs'],
    ['a wide object', (input) => ({ ...input, object: 'permit/*' }), 'act-malformed'],
    ['a folder in its name', (input) => ({ ...input, name: '../permit' }), 'act-malformed'],
    [
      'a mark of direction in its name',
      (input) => ({ ...input, name: 'permit\u202Efdp.exe' }),
      'act-malformed',
    ],
    ['octets that are no base64', (input) => ({ ...input, signed: '%' }), 'act-malformed'],
    ['empty octets', (input) => ({ ...input, signed: '' }), 'statement-unreadable'],
  ]
  for (const [what, change, kind] of misnamed) {
    test(`that comes with ${what} is refused as ${kind}`, () => {
      const at = registry()
      assert.equal(tried(at, change(signedInput(at))), kind)
    })
  }
})

function withoutAuthority(at: Registry): object {
  const { authority: _, ...rest } = wishesOf(at, 'document.sign', {})
  return { ...rest, authority: undefined }
}

describe('a seal', () => {
  const seal = (at: Registry, input: object) => at.office.tried('document.seal', at.ann.speaker, input)

  test('is drawn with the unit’s key for what was permitted, and names who had it made', () => {
    const key = fakeKey()
    const at = registry(key)
    const input = sealedInput(at)
    const events = sure(at.office.act('document.seal', at.ann.speaker, input), 'a seal')
    const event = certain(events[0] as DocumentEvent | undefined, 'the event')
    assert.ok(event.kind === 'document-sealed')
    const value = sure(fromBase64(event.value), 'the value')
    const signed = sure(fromBase64(input['signed'] ?? ''), 'the octets')
    assert.ok(verifySignature(key.suite, sure(parsePublicKey(key.publicKey.spki), 'it'), signed, value))
    assert.equal(event.signature, hex(sha256(value)))
    assert.deepEqual(event.by, { kind: 'person', id: 'ann' })
    assert.equal(signatureOf(at.office.state, event.signature)?.sealed, true)
  })

  for (const suite of ['ed25519', 'ml-dsa-65', 'rsa-pkcs1-sha256'] as const) {
    test(`is drawn with a key for ${suite}`, () => {
      const key = PrivateKey.generate(suite)
      const at = registry(key)
      const by = { ...at.ann, key }
      assert.equal(seal(at, sealedInput(at, { by })), 'done')
    })
  }

  test('is not drawn for a statement of a person, of another grant, or with more in it', () => {
    const at = registry()
    const { signed: personal } = signedInput(at)
    assert.equal(seal(at, { ...sealedInput(at), signed: personal }), 'statement-of-other')
    const other = { ...certain(wishesOf(at, 'document.seal', {}).authority, 'it'), case: '2' }
    assert.equal(seal(at, sealedInput(at, { wishes: { authority: other } })), 'claim-differs')
    const late = { signingTime: at.office.time - 6 * minute }
    assert.equal(seal(at, sealedInput(at, { wishes: late })), 'signing-time-off')
    assert.equal(seal(at, { ...sealedInput(at), signed: base64(utf8('anything')) }), 'statement-unreadable')
  })

  test('counts no more when its certificate is revoked or over, and until there is one', () => {
    const at = registry()
    const serial = wishesOf(at, 'document.seal', {}).certificate.serial
    const principal = { kind: 'service', id: 'seal' }
    at.office.happen({ kind: 'certificate-revoked', serial, key: '', principal, reason: 'superseded' })
    assert.equal(seal(at, sealedInput(at)), 'seal-over')
    const later = registry()
    later.office.time += 366 * day
    assert.equal(seal(later, sealedInput(later)), 'seal-over')
  })

  test('is a moment’s: the same one cannot be had twice in one second from a key that repeats itself', () => {
    const key = PrivateKey.generate('ed25519')
    const at = registry(key)
    const by = { ...at.ann, key }
    const input = sealedInput(at, { by })
    assert.equal(seal(at, input), 'done')
    assert.equal(seal(at, input), 'signature-recorded')
    at.office.time += second
    assert.equal(seal(at, sealedInput(at, { by })), 'done')
  })
})

describe('what stands on the record', () => {
  test('is told to everybody without names, and to whoever may read the object with them', () => {
    const at = registry()
    const { signature } = signedBy(at, signedInput(at))
    const shown = sure(at.office.ask('signature.show', undefined, { signature }), 'it')
    assert.doesNotMatch(JSON.stringify(shown), /ann|permit/)
    const listed = at.office.ask('document.signatures', undefined, { document: hex(sha256(document)) })
    assert.deepEqual(sure(listed, 'the list'), { document: hex(sha256(document)), signatures: [shown] })
    const full = sure(at.office.ask('signature.list', at.ann.speaker, { object: 'permit/17' }), 'the list')
    assert.match(JSON.stringify(full), /"id":"ann"/)
    const none = at.office.ask('signature.show', undefined, { signature: '0'.repeat(64) })
    assert.equal(!none.ok && none.fault.kind, 'signature-not-found')
  })

  test('is the same when the entries are replayed', () => {
    const at = registry()
    signedBy(at, signedInput(at))
    signedBy(at, signedInput(at, { by: at.ben, object: 'permit/18' }), at.ben)
    sure(at.office.act('document.seal', at.ann.speaker, sealedInput(at)), 'a seal')
    assert.deepEqual(at.office.replayed().slices.get('document'), at.office.state.slices.get('document'))
  })

  test('has room for a thousand signatures of one file, object or case', () => {
    const at = registry()
    const of = { document: hex(sha256(document)), object: 'permit/17', case: '1' }
    const facts = { name: 'x', form: 'CAdES', content: { algorithm: 'sha256', digest: '' }, serial: '' }
    const rest = { ...facts, by: { kind: 'person', id: 'ann' }, step: 'work', commitments: [] }
    for (let count = 0; count < 1_000; count++) {
      at.office.happen({ kind: 'document-signed', signature: `${count}`, ...rest, ...of })
    }
    assert.equal(tried(at, signedInput(at)), 'signatures-full')
    at.instead = { ...at.instead, case: '2' }
    const elsewhere = { object: 'permit/18', content: utf8('another') }
    assert.equal(tried(at, signedInput(at, elsewhere)), 'done')
  })
})
