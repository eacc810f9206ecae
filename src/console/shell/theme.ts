import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The blue of ink: the one colour for what can be done. */
const ink: MantineColorsTuple = [
  '#eef5f9',
  '#dbe8f0',
  '#b4cfe0',
  '#8ab5cf',
  '#679fc1',
  '#4f90b8',
  '#357aa3',
  '#24648b',
  '#1d4f6e',
  '#123a54',
]

/** Greys of the dark scheme, with a little of the same blue. */
const dark: MantineColorsTuple = [
  '#cdd6de',
  '#aab5bf',
  '#8a97a3',
  '#63707c',
  '#3e4a55',
  '#303a44',
  '#222b33',
  '#1a2128',
  '#141a20',
  '#0d1216',
]

const fonts =
  '"Inter Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans SC Variable", system-ui, sans-serif'

/** The look of the console. Every pair of text and ground reaches WCAG 2.2 AA in both schemes. */
export const theme = createTheme({
  colors: { ink, dark },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily: fonts,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace, "Noto Sans SC Variable"',
  headings: {
    fontFamily: fonts,
    fontWeight: '640',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
    },
  },
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.95rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
})

/** Mantine's own dimmed, placeholder and error tones are below 4.5:1 on white; these are not. */
export const contrastVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#16212b',
    '--mantine-color-dimmed': '#52606d',
    '--mantine-color-placeholder': '#66727e',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#1d5c85',
    '--ground': '#f5f7f9',
    '--line': '#dfe5ea',
    '--good': '#17663a',
    '--good-ground': '#e6f4eb',
    '--warn': '#8a4b00',
    '--warn-ground': '#fdf1df',
    '--bad': '#a1241d',
    '--bad-ground': '#fcebe9',
    '--calm': '#1d4f6e',
    '--calm-ground': '#e8f1f6',
    '--quiet': '#4a5763',
    '--quiet-ground': '#edf0f3',
  },
  dark: {
    '--mantine-color-body': '#161c22',
    '--mantine-color-text': '#e4eaf0',
    '--mantine-color-dimmed': '#a3afba',
    '--mantine-color-placeholder': '#93a0ac',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#8cc4e6',
    '--ground': '#0f1418',
    '--line': '#2b343d',
    '--good': '#7fd6a0',
    '--good-ground': '#14301f',
    '--warn': '#f2bd77',
    '--warn-ground': '#35260f',
    '--bad': '#ffa39b',
    '--bad-ground': '#3b1a18',
    '--calm': '#9ccbe6',
    '--calm-ground': '#17303f',
    '--quiet': '#b4bfca',
    '--quiet-ground': '#242c34',
  },
})
