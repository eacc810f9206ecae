declare module 'virtual:words/en' {
  export const messages: import('@lingui/core').Messages
}

declare module 'virtual:words/zh' {
  export const messages: import('@lingui/core').Messages
}

declare module 'virtual:acts' {
  export const acts: readonly import('./parts/act/act-form-schema.ts').ActForm[]
}
