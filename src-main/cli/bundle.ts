// `finesse bundle <file> [run...]` and `finesse import <file>`: runs out to one `.finesse` file, and in from one.
import type { Command } from 'commander';
import type { ExportedBundle } from '../jobs/export-bundle.ts';
import type { ImportedBundleRun } from '../jobs/import-bundle.ts';
import { withStore } from './cli-store.ts';
import { cliFault } from './errors.ts';
import { print, printJson } from './output.ts';

interface BundleOptions {
  readonly experiment?: string;
  readonly weights: boolean;
  readonly texts?: boolean;
  readonly json?: boolean;
}

export function addBundle(program: Command): void {
  program
    .command('bundle')
    .description('write runs, or an experiment, into one .finesse file')
    .argument('<file>', 'file to write; must not be there yet')
    .argument('[run...]', 'ids of runs, or their beginnings')
    .option('--experiment <name>', 'all runs of this experiment instead')
    .option('--no-weights', 'leave the weights out: curves, figures and predictions only')
    .option('--texts', 'include the texts of the data; they are left out unless asked for')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  finesse bundle best.finesse 7k2m\n' +
        '  finesse bundle study.finesse --experiment "smaller batches" --no-weights\n\n' +
        'Pictures never leave. Names of files and folders do, as recorded. See docs/design/finesse-file.md.',
    )
    .action(async (file: string, runs: readonly string[], options: BundleOptions, command: Command) => {
      const { experiment, weights, texts = false } = options;
      if ((runs.length === 0) === (experiment === undefined)) throw cliFault('runsOrExperiment', {});
      const { resolve } = await import('node:path');
      const { exportBundle } = await import('../jobs/export-bundle.ts');
      const { ownVersionFiles } = await import('../jobs/version-files.ts');
      const result = await withStore(command, (store) =>
        exportBundle(store, {
          file: resolve(file),
          what: experiment === undefined ? { runs } : { experiment },
          weights,
          texts,
          versions: ownVersionFiles,
        }),
      );
      if (options.json) printJson(result);
      else print(bundleText(result));
    });
}

function bundleText({ file, sizeBytes, numRuns, numWithWeights }: ExportedBundle): string {
  return `${file}  ${(sizeBytes / 1e6).toFixed(2)} MB: ${numRuns} runs, ${numWithWeights} with weights`;
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description('add the runs of a .finesse file, after checking all of it')
    .argument('<file>', '.finesse file')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      '\nExample:\n  finesse import best.finesse\n\nRuns that are here already stay as they are.',
    )
    .action(async (file: string, options: { json?: boolean }, command: Command) => {
      const { resolve } = await import('node:path');
      const { importBundle } = await import('../jobs/import-bundle.ts');
      const { ownVersionFiles } = await import('../jobs/version-files.ts');
      const runs = await withStore(command, (store) =>
        importBundle(store, resolve(file), { versions: ownVersionFiles }),
      );
      if (options.json) printJson({ runs });
      else print(runs.map(importText));
    });
}

function importText({ id, name, outcome, withWeights }: ImportedBundleRun): string {
  if (outcome === 'exists') return `${id}  ${name}: is here already, left as it is`;
  return `${id}  ${name}: added, ${withWeights ? 'with' : 'without'} weights`;
}
