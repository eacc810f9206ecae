const place = 'chancery-signed-in'

/** Who signed in here last: only so that it can be told when the key is gone. */
export interface Remembered {
  readonly id: string
  readonly name: string
}

export function remember({ id, name }: Remembered): void {
  localStorage.setItem(place, `${id}\n${name}`)
}

export function remembered(): Remembered | undefined {
  const [id = '', name = id] = localStorage.getItem(place)?.split('\n') ?? []
  return id === '' ? undefined : { id, name }
}
