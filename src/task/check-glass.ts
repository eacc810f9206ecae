import { type Duration, hour } from '#clock'
import { type Procedure, type StepType, tiedSteps } from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import type { YamlText } from './yaml.ts'

/** An emergency that lasts longer than a day has become a task for those whose task it is. */
const glassHoursMax = 24
const glassDurationMax: Duration = glassHoursMax * hour

/** What is wrong with steps that may be taken in an emergency, and with their reviews. */
export function glassFaults(procedure: Procedure, text: YamlText): readonly ProcedureTextFault[] {
  return procedure.steps.flatMap((type): readonly ProcedureTextFault[] => {
    const faults: ProcedureTextFault[] = []
    const { id: step, breakGlass, reviews } = type
    if (breakGlass) {
      const path = ['steps', step, 'break-glass']
      const reviewing = procedure.steps.filter((other) => other.reviews.includes(step))
      if (reviewing.length === 0) faults.push({ kind: 'review-missing', ...text.placeOf(path), step })
      if (reviewing.length > 1) faults.push({ kind: 'review-twice', ...text.placeOf(path), step })
      if (tiedSteps(procedure, 'same-person', step).length > 0) {
        faults.push({ kind: 'glass-bound', ...text.placeOf(path), step })
      }
      if (breakGlass.within > glassDurationMax) {
        const place = text.placeOf([...path, 'within'])
        faults.push({ kind: 'glass-too-long', ...place, hoursMax: glassHoursMax })
      }
    }
    for (const [index, reviewed] of reviews.entries()) {
      const other = procedure.steps.find(({ id }) => id === reviewed)
      if (other?.breakGlass) continue
      const place = text.placeOf(['steps', step, 'reviews', index])
      faults.push({ kind: 'review-of-none', ...place, step: reviewed })
    }
    if (reviews.length > 0 && isTied(procedure, type)) {
      faults.push({ kind: 'review-tied', ...text.placeOf(['steps', step, 'reviews']), step })
    }
    return faults
  })
}

function isTied({ steps, loops }: Procedure, type: StepType): boolean {
  const { id, after, requires, excludes, together, triggers, triggeredBy, before, awaits } = type
  const own = [after, requires, excludes, together, triggers, triggeredBy, before, awaits]
  const named = steps.some((other) => other.after.includes(id) || other.requires.includes(id))
  const bound = type.when !== undefined || type.breakGlass !== undefined
  return bound || named || own.some((list) => list.length > 0) || loops.some(({ body }) => body.includes(id))
}
