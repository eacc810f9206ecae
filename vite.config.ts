import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { constitution } from '#node'
import { actsPlugin } from './src/console/build/acts.ts'
import { wordsPlugin } from './src/console/build/words.ts'

/** How the console is built: `src/console` into `build/console`, for the node to serve. */
export default defineConfig({
  root: 'src/console',
  base: '/console/',
  // The folder of that name holds the pages for citizens.
  publicDir: false,
  plugins: [react(), wordsPlugin(), actsPlugin(constitution.acts)],
  resolve: {
    alias: { 'node:crypto': new URL('./src/console/platform/crypto.ts', import.meta.url).pathname },
  },
  build: {
    outDir: '../../build/console',
    // A room does nothing by being read, so that of each only what is used comes into the bundle.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/\/src\/(?!console\/)/.test(id) } },
    emptyOutDir: true,
    target: 'es2024',
    // What is fetched for which page: read by the test of the size of the first load.
    manifest: true,
    // A file in the page's own text would need `data:` in every policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest is a map of units, loaded with its page alone.
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
})
