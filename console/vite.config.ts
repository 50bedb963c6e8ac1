import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { browserOnly } from './vite-browser-only.ts';

/** Builds the web console into console/dist: static files that the server hands out under a strict CSP. */
const config = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  resolve: {
    alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('zod-stand-in.ts', import.meta.url)) }],
  },
  plugins: [browserOnly(), react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // light-dark() and nesting are native here; older targets would have them rewritten.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    // Inlined fonts and images would need `data:` in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        // Few files at first load, and what every page needs in as few as two; routes and rare dialogs stay lazy.
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](?!react-virtual|virtual-core|react-table|table-core))/,
            },
            {
              name: 'kit',
              test: /console[\\/]src[\\/](kit[\\/](?!select|checkbox|menu|toast|window-list|token-list)|text|data|auth[\\/]me)|src[\\/].*(api|messages)\.ts$/,
              minShareCount: 2,
            },
            { name: 'icons', test: /node_modules[\\/]lucide-react/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});

// Vite reads its configuration from the default export; nothing else in the project has one.
export default config;
