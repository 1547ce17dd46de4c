// Whether all that a packed program imports was packed with it: followed from every module, wherever it is imported.
import { globSync } from 'node:fs';
import { type BuildFailure, build } from 'esbuild';

/** What is imported and not there, as `<file>: <what is wrong>`; nothing when all is. */
export async function missingImports(program: string): Promise<readonly string[]> {
  try {
    await build({
      absWorkingDir: program,
      entryPoints: globSync('dist/src-main/**/*.js', { cwd: program }),
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      write: false,
      outdir: 'nowhere',
      external: ['electron', '*.node'],
      logLevel: 'silent',
    });
    return [];
  } catch (error) {
    const { errors } = error as BuildFailure; // what esbuild rejects with
    return errors.map(({ location, text }) => `${location?.file}: ${text}`);
  }
}
