// `finesse export <run>`: a finished run as files for other programs.
import { type Command, Option } from 'commander';
import type { Store } from '../store/open-store.ts';
import type { ExportFormat } from '../training/export-formats.ts';
import type { ExportedRun } from '../training/export-run.ts';
import { withStore } from './cli-store.ts';
import { print, printJson } from './output.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write the model of a finished run for other programs, checked against the run')
    .argument('<run>', 'id of the run, or its beginning')
    .argument('<dir>', 'folder for the files; made where it is missing')
    .addOption(
      new Option('--format <format>', 'file format').choices(['onnx', 'safetensors']).default('onnx'),
    )
    .option('--json', 'one line of JSON')
    .addHelpText('after', '\nExample:\n  finesse export 7k2m ./inspection --format onnx')
    .action(async (run: string, folder: string, options: ExportOptions, command: Command) => {
      const result = await withStore(command, (store) =>
        exportFrom(store, run, { folder, format: options.format }),
      );
      if (options.json) printJson(result);
      else print(exportLines(result));
    });
}

async function exportFrom(store: Store, text: string, target: { folder: string; format: ExportFormat }) {
  const { resolve } = await import('node:path');
  const { recordArtefact } = await import('../store/artefacts-repository.ts');
  const { findRun } = await import('../store/runs-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const { exportRun } = await import('../training/export-run.ts');
  const { keptDecision } = await import('../jobs/kept-decision.ts');
  const run = findRun(store.db, text);
  const rule = keptDecision(store, { run });
  const exported = await exportRun(runFolder(store.paths, run.id), target.format, target.folder, { rule });
  for (const { path, sizeBytes } of exported.files)
    recordArtefact(store.db, run.key, { kind: target.format, path: resolve(path), sizeBytes });
  return { run: run.id, ...exported };
}

function exportLines({ files, parity }: ExportedRun): string[] {
  const { examples, inputs, largestDifference, agreeing } = parity;
  const what = inputs === 'synthetic' ? 'made-up inputs' : `examples of the ${inputs} split`;
  return [
    ...files.map(({ path, sizeBytes }) => `${path}  ${(sizeBytes / 1e6).toFixed(2)} MB`),
    `Checked on ${examples} ${what}: probabilities differ from the run's by at most ` +
      `${largestDifference.toExponential(1)}; ${agreeing} of ${examples} predicted classes agree.`,
  ];
}
