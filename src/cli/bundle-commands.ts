import type { Command } from 'commander'
import { z } from 'zod'
import { utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { parsePublished, publishedBytesMax } from '#recognition'
import { formAnswerTo, textAnswerTo } from './answer.ts'
import { type Attach, jsonText, textGiven, withPublic, withSession } from './context.ts'
import type { CliFault } from './fault.ts'
import { readWhole } from './files.ts'
import { answerText } from './text-table.ts'

const publishedPath = '/.well-known/chancery-bundle'

const broughtForm = z.object({
  key: z.string(),
  domain: z.string(),
  number: z.int(),
  outcome: z.enum(['accepted', 'known']),
})

const fetchesForm = z.object({ fetches: z.array(z.record(z.string(), z.unknown())) })

/** The commands that carry bundles where no line goes. */
export function addBundleCommands(group: Command, attach: Attach): void {
  addExport(group, attach)
  const take = group
    .command('import <file>')
    .description('bring a bundle of a followed unit; it does all that fetching it does')
  attach(take, async (context, [path = '']) => {
    const bytes = readWhole(path, publishedBytesMax)
    if (!bytes.ok) return bytes
    const body = { type: 'application/json', bytes: bytes.value }
    const brought = await withSession(context, ({ caller }) =>
      formAnswerTo(caller, { method: 'POST', path: '/bundles', body }, broughtForm),
    )
    if (!brought.ok) return brought
    if (context.json) return accept(jsonText(brought.value))
    const { domain, number, outcome } = brought.value
    const what = `bundle ${number} of ${domain}`
    return accept(outcome === 'accepted' ? `${what} stands on the record\n` : `${what} was there already\n`)
  })
}

function addExport(group: Command, attach: Attach): void {
  const give = group
    .command('export')
    .description('what the unit publishes, for a file: signed, with the proof that it is on its record')
    .option('--since <entries>', 'the `recordSize` that the other unit saw last (its `peer list`)')
  attach(give, async (context, _args, given) => {
    const since = textGiven(given, 'since')
    if (since !== undefined && !/^[1-9]\d{0,14}$/.test(since)) {
      return refuse({ kind: 'usage', problem: `\`${since}\` is no number of entries of a record` })
    }
    const path = since === undefined ? publishedPath : `${publishedPath}?since=${since}`
    return withPublic(context, async (caller): Promise<Result<string, CliFault>> => {
      const text = await textAnswerTo(caller, { method: 'GET', path })
      if (!text.ok) return text
      const { address } = caller
      // A file that turns out to be none at the other end of the courier's way would come too late.
      const published = parsePublished(utf8(text.value))
      if (!published.ok) {
        return refuse({ kind: 'answer-unreadable', address, problem: `no bundle (${published.fault.kind})` })
      }
      return accept(`${text.value}\n`)
    })
  })
}

/** How the node of the unit gets on with the units it follows; whom it follows tells a query. */
export function addPeerCommands(group: Command, attach: Attach): void {
  const fetches = group
    .command('fetches')
    .description('how fetching from the followed units goes since the node was started')
  attach(fetches, async (context) => {
    const answer = await withSession(context, ({ caller }) =>
      formAnswerTo(caller, { method: 'GET', path: '/peers/fetches' }, fetchesForm),
    )
    if (!answer.ok) return answer
    return accept(context.json ? jsonText(answer.value) : answerText(answer.value))
  })
}
