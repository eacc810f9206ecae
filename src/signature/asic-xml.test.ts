import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { concat, utf8 } from '#bytes'
import { sure } from '#fault'
import { escapeXml, parseXml, type XmlElement } from './asic-xml.ts'

function shown({ namespace, name, attributes, children, text }: XmlElement): unknown {
  return [namespace, name, Object.fromEntries(attributes), children.map(shown), text]
}

const xml = (text: string): unknown => shown(sure(parseXml(utf8(text)), 'XML'))

test('elements, attributes, namespaces, text and comments are read', () => {
  assert.deepEqual(
    xml(`<?xml version="1.0" encoding="utf-8" standalone='no'?>
<!-- before -->
<a:r xmlns:a="urn:a" xmlns="urn:b" a:one='1' two="&lt;&#x4E00;&quot;">
  <c xmlns=""/>t<!-- in -->&amp;<c a:x="" x="
"></c >
</a:r>
`),
    [
      'urn:a',
      'r',
      { '{urn:a}one': '1', two: '<一"' },
      [
        ['', 'c', {}, [], ''],
        ['urn:b', 'c', { '{urn:a}x': '', x: ' ' }, [], ''],
      ],
      '\n  t&\n',
    ],
  )
})

test('what is escaped comes out as it was', () => {
  const text = `a<b>&"c"'一`
  assert.deepEqual(xml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`), ['', 'a', { b: text }, [], text])
})

test('a byte order mark and line ends of other systems are none of the text', () => {
  const bytes = concat(Uint8Array.of(0xef, 0xbb, 0xbf), utf8('<a>1\r\n2\r3</a>'))
  assert.deepEqual(shown(sure(parseXml(bytes), 'XML')), ['', 'a', {}, [], '1\n2\n3'])
})

describe('what could mean more than it shows is refused', () => {
  const laughs = ['lol'].concat(Array.from({ length: 9 }, (_, at) => `lol${at + 1}`))
  const declared = laughs.map((name, at) => `<!ENTITY ${name} "${`&${laughs[at - 1] ?? 'ha'};`.repeat(10)}">`)
  const cases: Readonly<Record<string, string>> = {
    nothing: '',
    'text alone': 'a',
    'two elements': '<a/><b/>',
    'text behind': '<a/>b',
    'an element that does not end': '<a><b></a>',
    'an element that ends twice': '<a/></a>',
    'a tag that does not end': '<a',
    'a document type': '<!DOCTYPE a><a/>',
    'a billion laughs': `<!DOCTYPE a [${declared.join('')}]><a>&lol9;</a>`,
    'an entity from elsewhere': '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    'an entity': '<a>&nbsp;</a>',
    'an entity in an attribute': '<a b="&nbsp;"/>',
    'a bare ampersand': '<a>a & b</a>',
    'a character that XML cannot hold': '<a>\0</a>',
    'such a character by its number': '<a>&#0;</a>',
    'a number beyond all characters': '<a>&#x110000;</a>',
    'half a pair by its number': '<a>&#xD800;</a>',
    'a processing instruction': '<?xml-stylesheet href="a"?><a/>',
    'a second declaration': '<?xml version="1.0"?><?xml version="1.0"?><a/>',
    'another version': '<?xml version="1.1"?><a/>',
    'another encoding': '<?xml version="1.0" encoding="UTF-7"?><a/>',
    'a section of characters': '<a><![CDATA[b]]></a>',
    'the end of one': '<a>]]></a>',
    'an attribute twice': '<a b="1" b="2"/>',
    'an attribute twice by two prefixes': '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>',
    'an attribute without quotes': '<a b=1/>',
    'attributes without blanks between': '<a b="1"c="2"/>',
    'a prefix that is not declared': '<x:a/>',
    'a prefix of an attribute that is not declared': '<a x:b=""/>',
    'a prefix that stands for nothing': '<a xmlns:x=""/>',
    'the prefix of XML for something else': '<a xmlns:xml="urn:x"/>',
    'another prefix for XML': '<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>',
    'a comment in a comment': '<a><!-- <!-- --> --></a>',
    'a comment that does not end': '<a/><!-- ',
    'too deep': '<a>'.repeat(20) + '</a>'.repeat(20),
    'too many': `<a>${'<b/>'.repeat(10_001)}</a>`,
    'too long': `<a>${' '.repeat(1024 * 1024)}</a>`,
    'too long a tag': `<a b="${'x'.repeat(17_000)}"/>`,
    'a name beyond ASCII': '<ä/>',
  }
  for (const [name, text] of Object.entries(cases)) {
    test(name, () => assert.equal(parseXml(utf8(text)).ok, false))
  }

  test('octets that are not UTF-8', () => assert.equal(parseXml(Uint8Array.of(0x3c, 0xff)).ok, false))
})
