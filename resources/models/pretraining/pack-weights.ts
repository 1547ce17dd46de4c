// Turns the finished pretraining run into the bundled model: half precision, without the CIFAR-10 head.
//   node resources/models/pretraining/pack-weights.ts <run folder> <model folder>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationReport } from '../../../src-main/evaluation/evaluation-report.ts';
import { summaryMetrics } from '../../../src-main/evaluation/summary-metrics.ts';
import { fileSource } from '../../../src-main/formats/byte-source.ts';
import { readSafetensors } from '../../../src-main/formats/safetensors-reader.ts';
import { safetensorsBytes } from '../../../src-main/formats/safetensors-writer.ts';

const [run, folder] = process.argv.slice(2);
if (run === undefined || folder === undefined)
  throw new Error('Needed: the folder of the run, and that of the model.');

const weights = readSafetensors(fileSource(join(run, 'model.safetensors')));
const backbone = [...weights.tensors.values()].filter(({ name }) => !name.startsWith('fc.'));
const tensors = backbone.map(({ name, shape, read }) => ({ name, shape, dtype: 'float16' as const, read }));
const { architecture } = weights.metadata;
mkdirSync(folder, { recursive: true });
const file = join(folder, 'model.safetensors');
writeFileSync(
  file,
  safetensorsBytes(file, { tensors, metadata: { format: 'pt', architecture: String(architecture) } }),
);

interface TrainingFile {
  readonly history: readonly object[];
}
const { history } = JSON.parse(readFileSync(join(run, 'training.json'), 'utf8')) as TrainingFile;
writeFileSync(
  join(folder, 'training-log.jsonl'),
  `${history.map((epoch) => JSON.stringify(epoch)).join('\n')}\n`,
);

const report = JSON.parse(readFileSync(join(run, 'evaluation.json'), 'utf8')) as EvaluationReport;
writeFileSync(join(folder, 'test-metrics.json'), `${JSON.stringify(summaryMetrics(report), null, 2)}\n`);
