import { IconClock, IconGitBranch, IconUrgent, IconUser } from '@tabler/icons-react'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import type { ReactElement } from 'react'
import { useFormats } from '../../words/formats.ts'
import { useWords } from '../../words/words.tsx'
import classes from './flow.module.css'
import { LiveState, type LiveStep, liveTone } from './live.tsx'
import type { CardText } from './sizes.ts'

/** What a card shows of a step. */
export interface StepData extends CardText, Record<string, unknown> {
  readonly id: string
  readonly number: number
  readonly who: string
  readonly live?: LiveStep
  readonly isSelected: boolean
  readonly onPress: () => void
  readonly onFocus: () => void
}

export type StepNode = Node<StepData, 'step'>

/** One step as a card: what it is, who does it, how long, when at all, and how it stands. */
export function StepCard({ data }: NodeProps<StepNode>): ReactElement {
  const { number, title, who, window, condition, live, glass, isSelected } = data
  return (
    <>
      <Ends />
      <button
        type="button"
        className={classes.card}
        data-tone={live && liveTone(live).tone}
        data-mine={live?.mine === true || live?.claimable === true}
        aria-pressed={isSelected}
        onClick={data.onPress}
        onFocus={data.onFocus}
      >
        <span className={classes.title}>
          <span className={classes.number} aria-hidden>
            {number}
          </span>
          <span className={classes.name} title={title}>
            {title}
          </span>
          {glass && <IconUrgent size={15} className={classes.glass} aria-hidden />}
        </span>
        <span className={classes.row} title={who}>
          <IconUser size={14} aria-hidden />
          <span className={classes.line}>{who}</span>
        </span>
        {window !== undefined && (
          <span className={classes.row}>
            <IconClock size={14} aria-hidden />
            <span className={classes.line}>
              <Time window={window} live={live} />
            </span>
          </span>
        )}
        {condition !== undefined && (
          <span className={classes.row} title={condition}>
            <IconGitBranch size={14} aria-hidden />
            <span className={classes.lines}>{condition}</span>
          </span>
        )}
        {live !== undefined && <Live live={live} />}
      </button>
    </>
  )
}

/** How long it lasts once somebody takes it, or until when it does. */
function Time(props: { readonly window: string; readonly live: LiveStep | undefined }): ReactElement {
  const { window, live } = props
  const { t } = useWords()
  const { time } = useFormats()
  const deadline = live && live.state !== 'invalid' ? live.deadline : undefined
  return (
    <>
      {deadline === undefined
        ? t('flow.within', { time: window })
        : t('flow.until', { time: time(deadline) })}
    </>
  )
}

function Live({ live }: { readonly live: LiveStep }): ReactElement {
  const { executor } = live
  const name = executor?.name ?? executor?.id
  return (
    <>
      <span className={classes.state}>
        <LiveState live={live} />
      </span>
      {name !== undefined && (
        <span className={classes.row}>
          <span className={classes.line}>
            <bdi>{name}</bdi>
          </span>
        </span>
      )}
    </>
  )
}

export type EdgeNode = Node<{ readonly label: string; readonly who?: string }, 'start' | 'end'>

/** Where a case begins: who opens it. */
export function StartCard({ data }: NodeProps<EdgeNode>): ReactElement {
  return (
    <div className={classes.start}>
      <Ends />
      <span className={classes.startLabel}>{data.label}</span>
      <span className={classes.line} title={data.who}>
        {data.who}
      </span>
    </div>
  )
}

/** Where a case ends. */
export function EndCard({ data }: NodeProps<EdgeNode>): ReactElement {
  return (
    <div className={classes.end}>
      <Ends />
      {data.label}
    </div>
  )
}

/** Where lines begin and end, as the picture demands; nothing is seen of them. */
function Ends(): ReactElement {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
    </>
  )
}
