import { z } from 'zod'
import { day } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { personKnown } from '#identity'
import { defineAct } from '#unit'
import type { TrainingFault } from './fault.ts'
import { instantForm, personForm, reasonForm, trainingForm } from './form.ts'
import { trainingsOf } from './standing.ts'
import type { OrganizationEvent } from './state.ts'

/** More than procedures demand of anybody; recording one rewrites the list. */
const trainingsMax = 64

/** The longest for which trainings are good anywhere; what lies further ahead is mostly a wrong year. */
const yearsMax = 10

type Outcome = Result<readonly OrganizationEvent[], TrainingFault>

const training = z.strictObject({ person: personForm, training: trainingForm })

/** A training that is known is renewed by this: only the newer date counts. */
const record = defineAct({
  name: 'training.record',
  label: 'record that a person has had a training',
  input: training.extend({ until: instantForm('until when it counts') }),
  authority: { by: 'step', permission: 'training.record', object: (input) => trainingObject(input) },
  decide({ state, time }, { person, training: name, until }): Outcome {
    if (!personKnown(state, person)) return refuse({ kind: 'person-unknown', person })
    if (until <= time) return refuse({ kind: 'training-over', until, now: time })
    if (until > time + yearsMax * 366 * day) return refuse({ kind: 'training-long', until, yearsMax })
    const trainings = trainingsOf(state, person)
    const known = trainings.find((one) => one.training === name)
    if (known?.until === until) return refuse({ kind: 'training-known', person, training: name, until })
    if (!known && trainings.length >= trainingsMax)
      return refuse({ kind: 'trainings-full', person, countMax: trainingsMax })
    return accept([{ kind: 'training-recorded', person, training: name, until }])
  },
})

const withdraw = defineAct({
  name: 'training.withdraw',
  label: 'withdraw a training of a person before it lapses',
  input: training.extend({ reason: reasonForm }),
  authority: { by: 'step', permission: 'training.withdraw', object: (input) => trainingObject(input) },
  decide({ state }, { person, training: name, reason }): Outcome {
    const known = trainingsOf(state, person).some((one) => one.training === name)
    return known
      ? accept([{ kind: 'training-withdrawn', person, training: name, reason }])
      : refuse({ kind: 'training-unknown', person, training: name })
  },
})

/** By person alone: whoever may record a training of somebody may see which there are. */
export function trainingObject({ person }: { readonly person: string }): string {
  return `training/person/${person}`
}

export const trainingActs = [record, withdraw] as const
