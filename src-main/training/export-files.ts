// Which files an export leaves.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportFormat } from './export-formats.ts';
import { runFiles } from './run-files.ts';

export const onnxFile = 'model.onnx';
export const readmeFile = 'README.md';

/** Names of the files an export leaves, the model first. */
export function exportedNames(runFolder: string, format: ExportFormat): string[] {
  const kept = ['tokenizer.json', 'vocab.txt'].filter((name) => existsSync(join(runFolder, name)));
  // Made of a vocab.txt where the run has no other: every library reads it, and it carries the setting of lower case.
  const tokenizer = kept.length > 0 ? [...new Set(['tokenizer.json', ...kept])] : [];
  const hub =
    tokenizer.length > 0 && format === 'safetensors' ? ['config.json', 'tokenizer_config.json'] : [];
  return [format === 'onnx' ? onnxFile : runFiles.weights, runFiles.model, ...tokenizer, ...hub, readmeFile];
}
