import { Alert, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react'
import { useFormats } from '../words/formats.ts'
import { useWords } from '../words/words.tsx'
import type { TextFault } from './answers.ts'
import classes from './editor.module.css'
import { bytesOf, textBytesMax, typedCharactersMax } from './limits.ts'

/** As `editor.module.css` has it, in pixels: faults are marked at the height of their line. */
const lineHeight = 20
const padding = 10

/** Writes the text of a procedure: lines are numbered, faults marked at their line and told below. */
export function TextEditor(props: {
  readonly label: string
  readonly text: string
  readonly faults: readonly TextFault[]
  readonly onText: (text: string) => void
  /** Stands beside the field, above what is wrong. */
  readonly aside: ReactNode
}): ReactElement {
  const { label, text, faults, onText, aside } = props
  const { t } = useWords()
  const { size } = useFormats()
  const told = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const marks = useRef<HTMLDivElement>(null)
  const [refused, setRefused] = useState<number>()
  const lines = text.split('\n').length
  const faulty = new Map(faults.map((fault) => [fault.line, fault]))
  const take = (next: string): void => {
    if (next.length > typedCharactersMax) setRefused(bytesOf(next))
    else {
      setRefused(undefined)
      onText(next)
    }
  }
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const pasted = event.clipboardData.getData('text/plain')
    if (pasted.length <= typedCharactersMax) return
    event.preventDefault()
    setRefused(bytesOf(pasted))
  }
  const follow = (): void => {
    const { scrollTop = 0, scrollLeft = 0 } = area.current ?? {}
    if (gutter.current) gutter.current.style.transform = `translateY(${-scrollTop}px)`
    if (marks.current) marks.current.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`
  }
  return (
    <div className={classes.editor}>
      <div className={classes.frame} data-faulty={faults.length > 0}>
        <div className={classes.gutter} aria-hidden>
          <div ref={gutter} className={classes.numbers}>
            {Array.from({ length: lines }, (_, at) => (
              <span key={at} data-faulty={faulty.has(at + 1)}>
                {at + 1}
              </span>
            ))}
          </div>
        </div>
        <div className={classes.sheet}>
          <div ref={marks} className={classes.marks} aria-hidden>
            {[...faulty.keys()].map((line) => (
              <span key={line} style={{ insetBlockStart: padding + (line - 1) * lineHeight }} />
            ))}
          </div>
          <textarea
            ref={area}
            className={classes.text}
            aria-label={label}
            aria-invalid={faults.length > 0}
            aria-describedby={told}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            wrap="off"
            value={text}
            onChange={(event) => take(event.currentTarget.value)}
            onPaste={paste}
            onKeyDown={indent}
            onScroll={follow}
          />
        </div>
      </div>
      <div className={classes.aside}>
        {aside}
        {refused !== undefined && (
          <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />}>
            {t('procedures.too-much', { size: size(refused), most: size(textBytesMax) })}
          </Alert>
        )}
        <div id={told} role="status">
          <Faults faults={faults} onGo={(fault) => goTo(area.current, fault)} />
        </div>
      </div>
    </div>
  )
}

function Faults(props: {
  readonly faults: readonly TextFault[]
  readonly onGo: (fault: TextFault) => void
}): ReactElement | undefined {
  const { t } = useWords()
  if (props.faults.length === 0) return undefined
  return (
    <ul className={classes.faults}>
      {props.faults.map((fault) => (
        <li key={`${fault.line} ${fault.column} ${fault.problem}`}>
          <button type="button" onClick={() => props.onGo(fault)}>
            {t('procedures.at-line', { line: fault.line })}
          </button>
          <Text span size="sm">
            {fault.key !== '' && <code>{fault.key}</code>} {fault.problem.replaceAll('`', '')}
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** Puts the cursor where something is wrong. */
function goTo(area: HTMLTextAreaElement | null, { line, column }: TextFault): void {
  if (!area) return
  const lines = area.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const at = start + Math.min(column - 1, lines[line - 1]?.length ?? 0)
  area.focus()
  area.setSelectionRange(at, start + (lines[line - 1]?.length ?? 0))
  area.scrollTop = Math.max(0, (line - 4) * lineHeight)
}

/** A new line begins under the one before, as YAML is written. Tab leaves the field, as everywhere. */
function indent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
  const { value, selectionStart } = event.currentTarget
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart)
  const blanks = /^ */.exec(line)?.[0] ?? ''
  const deeper = line.trimEnd().endsWith(':') ? '  ' : ''
  if (blanks + deeper === '') return
  event.preventDefault()
  // The one way to change a field that leaves its undoing whole.
  document.execCommand('insertText', false, `\n${blanks}${deeper}`)
}
