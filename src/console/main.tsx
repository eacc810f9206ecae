import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource-variable/inter/wght.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { styleNonce } from './shell/style-nonce.ts'
import { guardMarkup } from './shell/trusted-types.ts'
import { chosenLanguage } from './words/language.ts'
import { speak } from './words/messages.ts'
import './shell/global.css'

guardMarkup()
// Where a component of a component asks for the number that lets its styles in.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
const place = document.getElementById('console')
if (place === null) throw new Error('bug: the page has no place for the console')
await speak(chosenLanguage())
createRoot(place).render(<App />)
// Letters for Chinese where the machine has none; fetched piece by piece, after what is shown first.
void import('@fontsource-variable/noto-sans-sc/wght.css')
