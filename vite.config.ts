import { cpSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Files that are found at run time beside the module that names them. */
const besides = ['src-main/engine/optimizer/update-loops.wasm', 'resources/models', 'resources/recipes'];

/** Workers and child processes are named by the file they are: after the build that is a .js file. */
function builtFiles(): Plugin {
  return {
    name: 'finesse-built-files',
    // After Vite's own plugins, which turn quotes and types into JavaScript.
    renderChunk: (code) => code.replace(/(new URL\(['"]\.[^'"]*)\.ts(['"],)/g, '$1.js$2'),
    closeBundle() {
      for (const path of besides) cpSync(path, `dist/${path}`, { recursive: true });
    },
  };
}

// The main side for plain Node: one .js file for each module, so that every folder stays where its neighbours look.
export default defineConfig({
  plugins: [builtFiles()],
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    emptyOutDir: true,
    rollupOptions: {
      input: [
        'src-main/cli/finesse.ts',
        'src-main/training/engine-process.ts',
        'src-main/data/data-worker.ts',
      ],
      output: { preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
    },
  },
});
