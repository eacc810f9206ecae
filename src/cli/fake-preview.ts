/**
 * For tests: what a unit that refuses nothing, or the last of the acts, says to a preview. A case that would
 * be opened is case 17. `path` is what follows `/acts/`.
 */
export function fakePreview(path: string, body: string, refuses: () => boolean): object {
  const act = path.slice(0, -'/preview'.length)
  const { first } = JSON.parse(body) as { readonly first: readonly { readonly act: string }[] }
  const foreseen = [...first.map((one) => one.act), act].map((name) => {
    const opened = name === 'case.open' ? { opened: '17' } : {}
    return { act: name, events: ['something-done'], ...opened }
  })
  const meant = act === 'certificate.revoke' ? { impact: fakeImpact } : {}
  if (act === 'case.open' || !refuses()) return { foreseen, ...meant }
  const refused = { type: 'urn:chancery:problem:test', status: 409, detail: 'it is revoked already' }
  return { foreseen: foreseen.slice(0, -1), refused: { act, ...refused }, ...meant }
}

/** For tests: what the revocation of a certificate would mean. */
const fakeImpact = {
  people: 1,
  steps: 2,
  rights: [
    { case: '5', step: 'decide', person: 'li.wei', kind: 'person', reason: 'lost' },
    { case: '6', step: 'inspect', permission: 'permit.read', person: 'li.wei', kind: 'person' },
  ],
  sessions: {
    count: 3,
    told: [
      { principal: 'person/li.wei', certificateSerial: '4f', since: '2026-11-22T12:00:00.000Z', underWay: 1 },
      { principal: 'person/li.wei', certificateSerial: '4f', since: '2026-11-22T12:00:00.000Z', underWay: 0 },
    ],
  },
  services: [],
  cases: {
    count: 1,
    told: [
      {
        ...{
          case: '7',
          procedure: 'lending',
          why: 'nobody of holders of the office `clerk` could take `sign`',
        },
        repairs: [{ kind: 'appoint', office: 'clerk' }],
      },
    ],
  },
}
