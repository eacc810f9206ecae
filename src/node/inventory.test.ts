import assert from 'node:assert/strict'
import { test } from 'node:test'
import { billOfMaterials, inventory } from './inventory.ts'

const integrity =
  'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=='

const lock = {
  packages: {
    '': { name: 'chancery', version: '0.1.0', license: 'Apache-2.0', dependencies: { a: '1', '@s/b': '1' } },
    'node_modules/a': { version: '1.0.0', license: 'MIT', integrity, dependencies: { c: '2' } },
    'node_modules/a/node_modules/c': { version: '2.0.0', license: '(MIT OR Apache-2.0)' },
    'node_modules/@s/b': { version: '1.0.0', dev: true, optionalDependencies: { c: '*', none: '*' } },
    'node_modules/c': { version: '1.0.0', license: 'SEE LICENSE IN LICENSE', optional: true },
    'node_modules/d/node_modules/c': { version: '1.0.0', license: 'MIT' },
  },
}

test('a lock file becomes components with versions, licences, hashes and what needs what', () => {
  assert.deepEqual(billOfMaterials(lock, { node: '26.0.0', sqlite: '' }), {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'chancery@0.1.0',
        name: 'chancery',
        version: '0.1.0',
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: [
      library(
        'pkg:npm/a@1.0.0',
        { name: 'a', version: '1.0.0', scope: 'required' },
        [{ license: { id: 'MIT' } }],
        [
          {
            alg: 'SHA-512',
            content:
              'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce' +
              '47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
          },
        ],
      ),
      library('pkg:npm/c@2.0.0', { name: 'c', version: '2.0.0', scope: 'required' }, [
        { expression: '(MIT OR Apache-2.0)' },
      ]),
      library('pkg:npm/%40s/b@1.0.0', { group: '@s', name: 'b', version: '1.0.0', scope: 'excluded' }, []),
      library('pkg:npm/c@1.0.0', { name: 'c', version: '1.0.0', scope: 'optional' }, [
        { license: { name: 'SEE LICENSE IN LICENSE' } },
      ]),
      {
        type: 'platform',
        'bom-ref': 'runtime:node@26.0.0',
        name: 'node',
        version: '26.0.0',
        scope: 'required',
      },
    ],
    dependencies: [
      { ref: 'chancery@0.1.0', dependsOn: ['pkg:npm/a@1.0.0', 'pkg:npm/%40s/b@1.0.0'] },
      { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/c@2.0.0'] },
      { ref: 'pkg:npm/c@2.0.0', dependsOn: [] },
      { ref: 'pkg:npm/%40s/b@1.0.0', dependsOn: ['pkg:npm/c@1.0.0'] },
      { ref: 'pkg:npm/c@1.0.0', dependsOn: [] },
    ],
  })
})

function library(
  ref: string,
  facts: object,
  licenses: readonly object[],
  hashes: readonly object[] = [],
): object {
  return { type: 'library', 'bom-ref': ref, ...facts, hashes, licenses, purl: ref }
}

test('the program’s own inventory names each component once, and what runs it', async () => {
  const { components } = (await inventory()) as { components: { 'bom-ref': string; name: string }[] }
  const refs = components.map((component) => component['bom-ref'])
  assert.equal(new Set(refs).size, refs.length)
  for (const name of ['fastify', 'zod', 'openssl']) {
    assert.ok(
      components.some((component) => component.name === name),
      name,
    )
  }
})
