import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { buildSync, transformSync } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';

/** Files that are found at run time beside the module that names them. */
const besides = ['src-main/engine/optimizer/update-loops.wasm', 'resources/models', 'resources/recipes'];

/** Workers and child processes are named by the file they are: after the build that is a .js file. */
function builtFiles(): Plugin {
  return {
    name: 'finesse-built-files',
    // After Vite's own plugins, which turn quotes and types into JavaScript.
    renderChunk: (code) => code.replace(/(new URL\(['"]\.[^'"]*)\.ts(['"],)/g, '$1.js$2'),
    // The renderer's build stands in the same folder and is left alone.
    buildStart() {
      for (const folder of ['dist/src-main', 'dist/resources'])
        rmSync(folder, { recursive: true, force: true });
    },
    closeBundle() {
      for (const path of besides) cpSync(path, `dist/${path}`, { recursive: true });
      // A sandboxed preload is one CommonJS file; this one imports nothing.
      const preload = transformSync(readFileSync('src-main/desktop/preload.cts', 'utf8'), { loader: 'ts' });
      writeFileSync('dist/src-main/desktop/preload.cjs', preload.code);
      writeFileSync('dist/src-main/desktop/entry.mjs', entryCode());
      // The package's own lies inside the archive, where plain Node does not see it.
      writeFileSync('dist/package.json', '{ "type": "module" }\n');
    },
  };
}

/** One file, so that no part of the check comes from where it looks. The main process stays outside. */
function entryCode(): string {
  const { outputFiles } = buildSync({
    entryPoints: ['src-main/desktop/entry.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['electron', './main.ts'],
    write: false,
  });
  return (outputFiles[0]?.text ?? '').replace('./main.ts', './main.js');
}

// The main side for plain Node: one .js file for each module, so that every folder stays where its neighbours look.
export default defineConfig({
  plugins: [builtFiles()],
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    emptyOutDir: false,
    rollupOptions: {
      input: [
        'src-main/cli/finesse.ts',
        'src-main/desktop/main.ts',
        'src-main/training/engine-process.ts',
        'src-main/training/workbench-process.ts',
        'src-main/parent-watch.ts',
        'src-main/engine/provider-trial.ts',
        'src-main/data/data-worker.ts',
        'src-main/store/integrity-worker.ts',
      ],
      output: { preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
    },
  },
});
