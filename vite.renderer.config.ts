import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

// The renderer: one page, served by the hosted form and by Electron's own protocol alike.
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  plugins: [svelte()],
  define: { __FINESSE_VERSION__: JSON.stringify(manifest.version) },
  build: {
    target: 'es2023',
    outDir: '../dist/src-renderer',
    emptyOutDir: true,
    // The content security policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file of what most screens share, instead of some fifty of a kilobyte each.
          groups: [{ name: 'shared', test: /src-renderer[\\/]lib[\\/]|node_modules/, minShareCount: 3 }],
        },
      },
    },
  },
});
