// What a finished run can be exported as, how large it gets and what reads it; without loading the model.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportedNames } from './export-files.ts';
import { type ExportFormat, exportFormats } from './export-formats.ts';
import { readBy } from './hub-config.ts';
import { readModelFile, runFiles } from './run-files.ts';

export interface PlannedExport {
  readonly format: ExportFormat;
  readonly purpose: 'any-language' | 'pytorch';
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly sizeBytes: number;
  readonly readBy: string | null;
  readonly unsupported: string | null;
}

/** The graph of an ONNX file beside its weights; measured on the networks of tests/parity. */
const onnxGraphBytes = 60_000;
/** README.md, config.json and tokenizer_config.json. */
const smallFileBytes = 2_000;

/** Throws training.notARun. */
export function planExports(runFolder: string): PlannedExport[] {
  const file = readModelFile(runFolder);
  const weightBytes = statSync(join(runFolder, runFiles.weights)).size;
  return exportFormats.map((format) => {
    const files = exportedNames(runFolder, format).map((name) => ({
      name,
      sizeBytes: sizeOf(runFolder, name, weightBytes),
    }));
    return {
      format,
      purpose: format === 'onnx' ? ('any-language' as const) : ('pytorch' as const),
      files,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      readBy: format === 'onnx' ? 'onnxruntime' : (readBy(file)?.name ?? null),
      unsupported: null,
    };
  });
}

function sizeOf(runFolder: string, name: string, weightBytes: number): number {
  if (name === 'model.onnx') return weightBytes + onnxGraphBytes;
  const path = join(runFolder, name);
  return existsSync(path) ? statSync(path).size : smallFileBytes;
}
