/** Which methods the routes of a listener take, to tell a wrong method from a wrong path. */
export class AllowedMethods {
  readonly #patterns = new Map<string, { readonly form: RegExp; readonly methods: Set<string> }>()

  /** Notes a route: a pattern with `:parameters` and a last `*`. */
  add(pattern: string, method: string | readonly string[]): void {
    const known = this.#patterns.get(pattern) ?? { form: patternForm(pattern), methods: new Set<string>() }
    this.#patterns.set(pattern, known)
    for (const one of [method].flat()) known.methods.add(one)
  }

  /** The methods for a request target, sorted; none when no route has this path. */
  of(target: string): readonly string[] {
    const path = target.replace(/[?#].*$/s, '')
    const fitting = [...this.#patterns.values()].filter(({ form }) => form.test(path))
    return [...new Set(fitting.flatMap(({ methods }) => [...methods]))].sort()
  }
}

function patternForm(pattern: string): RegExp {
  const parts = pattern.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : RegExp.escape(part)
  })
  return new RegExp(`^${parts.join('/')}$`)
}
