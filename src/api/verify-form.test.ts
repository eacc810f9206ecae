import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { verificationFilesMax } from './limits.ts'
import { filesOfForm } from './verify-form.ts'

const type = 'multipart/form-data; boundary=line'
const part = '--line\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'

test('a form of a quarter of a million parts is refused before it is read', async () => {
  const body = utf8(`${part.repeat(200_000)}--line--\r\n`)
  assert.deepEqual(await filesOfForm(body, type), { kind: 'too-many' })
})

test('a part that begins with a million headers is refused before it is read', async () => {
  const head = '--line\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
  const body = utf8(`${head}${'a:\r\n'.repeat(1_000_000)}\r\nx\r\n--line--\r\n`)
  assert.deepEqual(await filesOfForm(body, type), { kind: 'malformed' })
})

test('parts behind the end of a form, or under a second boundary, are not read', async () => {
  const hidden = await filesOfForm(utf8(`${part}--line--\r\n${part.repeat(200_000)}`), type)
  assert.deepEqual(hidden, { kind: 'too-many' })
  for (const other of [`${type}; boundary=other`, 'multipart/form-data; boundary=', 'multipart/form-data']) {
    assert.deepEqual(await filesOfForm(utf8(`${part}--line--\r\n`), other), { kind: 'malformed' })
  }
})

test('as many files as may be are read, under a boundary in quotes too', async () => {
  for (const given of [type, 'multipart/form-data; charset=utf-8; boundary="line"']) {
    const read = await filesOfForm(utf8(`${part.repeat(verificationFilesMax)}--line--\r\n`), given)
    assert.ok(read.kind === 'files')
    assert.equal(read.files.length, verificationFilesMax)
    assert.equal(await read.files[0]?.text(), 'x')
  }
})
