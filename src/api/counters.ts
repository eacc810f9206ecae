import type { Metric } from './ports.ts'

/** Upper ends of the classes of durations, in seconds: a read in memory to a late answer. */
const durationBounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10] as const

interface Durations {
  readonly counts: number[]
  sum: number
  total: number
}

/** What the faces count themselves. Labels come from closed sets: face, method, route pattern, status. */
export class Counters {
  readonly #requests = new Map<string, { readonly labels: Readonly<Record<string, string>>; count: number }>()
  readonly #durations = new Map<string, Durations>()

  /** One answered request; `seconds` from the head to the last byte. */
  answered(face: string, method: string, route: string, status: number, seconds: number): void {
    const key = `${face} ${method} ${status} ${route}`
    const known = this.#requests.get(key)
    if (known) known.count++
    else this.#requests.set(key, { labels: { face, method, route, status: String(status) }, count: 1 })
    this.#measure(face, seconds)
  }

  #measure(face: string, seconds: number): void {
    const durations = this.#durations.get(face) ?? { counts: durationBounds.map(() => 0), sum: 0, total: 0 }
    this.#durations.set(face, durations)
    durationBounds.forEach((bound, at) => {
      if (seconds <= bound) durations.counts[at] = (durations.counts[at] ?? 0) + 1
    })
    durations.sum += seconds
    durations.total++
  }

  /** Everything counted, in the Prometheus text format 0.0.4, after the figures of others. */
  text(others: readonly Metric[]): string {
    const requests: Metric = {
      name: 'chancery_api_requests_total',
      help: 'Requests answered, by face, method, route pattern and status.',
      type: 'counter',
      values: [...this.#requests.values()].map(({ labels, count }) => ({ labels, value: count })),
    }
    return [...[...others, requests].map(metricText), this.#durationText()].join('')
  }

  #durationText(): string {
    const name = 'chancery_api_request_duration_seconds'
    const lines = [...this.#durations].flatMap(([face, { counts, sum, total }]) => [
      ...durationBounds.map((bound, at) =>
        sample(`${name}_bucket`, { face, le: String(bound) }, counts[at] ?? 0),
      ),
      sample(`${name}_bucket`, { face, le: '+Inf' }, total),
      sample(`${name}_sum`, { face }, sum),
      sample(`${name}_count`, { face }, total),
    ])
    return head(name, 'Time from the head of a request to its answer.', 'histogram') + lines.join('')
  }
}

function metricText({ name, help, type, values }: Metric): string {
  const lines = values.map(({ labels = {}, value }) => sample(name, labels, value))
  return head(name, help, type) + lines.join('')
}

function head(name: string, help: string, type: string): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
