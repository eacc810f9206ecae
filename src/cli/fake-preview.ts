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
  if (act === 'case.open' || !refuses()) return { foreseen }
  const refused = { type: 'urn:chancery:problem:test', status: 409, detail: 'it is revoked already' }
  return { foreseen: foreseen.slice(0, -1), refused: { act, ...refused } }
}
