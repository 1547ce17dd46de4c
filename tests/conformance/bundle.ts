// Bundles TF.js's own specs together with a backend, so that both see one instance of tfjs-core.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

// Loaded at run time: native code, or not needed in the bundle.
const external = ['jasmine-core', 'jasmine-core/*', 'onnxruntime-node', 'onnxruntime-node/*', 'node-fetch'];

// Sources that find files beside them must keep doing so from inside the bundle.
const keepImportMeta: Plugin = {
  name: 'keep-import-meta',
  setup(context) {
    context.onLoad({ filter: /src-main.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const url = pathToFileURL(path).href;
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(url))
        .replaceAll('import.meta.dirname', JSON.stringify(resolve(path, '..')));
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * Writes the bundle of `run-specs.ts` and returns its path, inside node_modules so that externals are found.
 * Throws esbuild's error, which names the file and line.
 */
export async function bundleSpecs(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/conformance');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'specs.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'run-specs.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Without it the package's list of side effects drops every spec.
    ignoreAnnotations: true,
    external,
    plugins: [keepImportMeta],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
