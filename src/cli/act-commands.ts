import { type Command, Option } from 'commander'
import type { Deed, Wish } from '#errand'
import { accept, type Result, refuse } from '#fault'
import type { ActDefinition } from '#unit'
import { type Attach, type Context, type Given, jsonText, textGiven, withSession } from './context.ts'
import { addInputOptions, controlName, flagName, inputFile } from './definition-options.ts'
import type { CliFault } from './fault.ts'
import { impactText } from './impact-text.ts'
import { checkedInput, type InputOption, inputOptions } from './input-options.ts'
import { type Performance, perform, performUnder } from './perform.ts'
import { performanceText } from './performance-text.ts'
import { preview, previewPlan, previewText } from './preview.ts'
import type { Session } from './profile.ts'

/** The attributes of the options that choose the step. */
interface Controls {
  readonly case: string
  readonly step: string
  readonly procedure: string
  readonly outcome: string
  readonly keep: string
}

/** Makes the command of one act: an option for each member of its input, and those that choose the step. */
export function addActCommand(command: Command, definition: ActDefinition, attach: Attach): void {
  command.description(definition.label)
  const options = inputOptions(definition.input)
  const input = addInputOptions(command, options)
  const file = new Option(`--${controlName('input', options)} <file>`, 'the whole input as a JSON file')
  command.addOption(file)
  const override = new Option(
    `--${controlName('override', options)} <name>`,
    'do it although …: an override that the procedure of the step lists',
  )
  command.addOption(override)
  const dryRun = new Option(
    `--${controlName('dry-run', options)}`,
    'only ask what it would come to, and whether it would be refused',
  )
  command.addOption(dryRun)
  const controls = definition.authority.by === 'step' ? addControls(command, options) : undefined
  attach(command, async (context, _args, given) => {
    const whole = inputFile(textGiven(given, file.attributeName()))
    if (!whole.ok) return whole
    const own = input(given)
    if (!own.ok) return own
    const named = textGiven(given, override.attributeName())
    const deed: Deed = {
      act: definition.name,
      input: { ...whole.value, ...own.value },
      ...(named !== undefined && { override: named }),
    }
    const checked = checkedInput(definition.input, deed.input, flagName)
    if (!checked.ok) return checked
    const wish = controls && wishOf(definition, checked.value, given, controls)
    const doing = doingOf(deed, wish)
    if (!doing.ok) return doing
    if (given[dryRun.attributeName()] === true) return foreseen(context, doing.value)
    const performance = await withSession(context, (session) => act(session, context, doing.value))
    return performance.ok ? accept(performanceShown(context, performance.value)) : performance
  })
}

function addControls(command: Command, options: readonly InputOption[]): Controls {
  const add = (name: string, place: string, text: string): string => {
    const option = new Option(`--${controlName(name, options)}${place}`, text)
    command.addOption(option)
    return option.attributeName()
  }
  command.optionsGroup('Which step permits it (found by itself where there is one way):')
  return {
    case: add('case', ' <number>', 'the case'),
    step: add('step', ' <name>', 'the step; with the case, the act is done under exactly this one'),
    procedure: add('procedure', ' <name>', 'only cases of this procedure'),
    outcome: add('outcome', ' <name>', 'complete the step with this outcome'),
    keep: add('keep', '', 'leave the step open after the act'),
  }
}

type WishForStep = Omit<Wish, 'me' | 'data'>

function wishOf(
  definition: ActDefinition,
  input: unknown,
  given: Given,
  controls: Controls,
): WishForStep | undefined {
  const { authority } = definition
  if (authority.by !== 'step') return undefined
  const text = (
    control: 'case' | 'step' | 'procedure' | 'outcome',
  ): Partial<Record<typeof control, string>> => {
    const value = textGiven(given, controls[control])
    return value === undefined ? {} : { [control]: value }
  }
  return {
    permission: authority.permission,
    object: authority.object(input),
    ...text('case'),
    ...text('step'),
    ...text('procedure'),
    ...text('outcome'),
    keep: given[controls.keep] === true,
  }
}

/** An act to be made as it is; or, with a wish, one whose step is to be found, claimed or completed first. */
interface Doing {
  readonly deed: Deed
  readonly wish?: WishForStep
}

function doingOf(deed: Deed, wish: WishForStep | undefined): Result<Doing, CliFault> {
  if (!wish) return accept({ deed })
  const { case: caseId, step, outcome } = wish
  if (step !== undefined && caseId === undefined && wish.procedure === undefined) {
    return refuse({
      kind: 'usage',
      problem: '`--step` alone names no step: give `--case` or `--procedure` too',
    })
  }
  if (caseId === undefined || step === undefined || outcome !== undefined) return accept({ deed, wish })
  return accept({ deed: { ...deed, under: { case: caseId, step } } })
}

function act(
  session: Session,
  { ports }: Context,
  { deed, wish }: Doing,
): Promise<Result<Performance, CliFault>> {
  return wish ? perform(session, ports, deed, wish) : performUnder(session, ports, deed)
}

async function foreseen(context: Context, { deed, wish }: Doing): Promise<Result<string, CliFault>> {
  const found = await withSession(context, (session) =>
    wish ? previewPlan(session, deed, wish) : preview(session, [deed]),
  )
  if (found.ok) return accept(context.json ? jsonText(found.value) : previewText(found.value))
  const { fault } = found
  // What it would mean is wanted most where it would be refused for that.
  if (fault.kind === 'foreseen' && fault.impact) {
    const { impact } = fault
    context.ports.out(context.json ? jsonText({ impact }) : impactText(impact))
  }
  return found
}

/** What an act came to, for people or for machines. */
export function performanceShown(context: Context, performance: Performance): string {
  if (!context.json) return performanceText(performance)
  const { receipt, deed, proof } = performance.wished
  const { under, override } = deed
  const asked = { ...(under && { under }), ...(override !== undefined && { override }) }
  return jsonText({ ...receipt, ...asked, verified: proof !== undefined })
}
