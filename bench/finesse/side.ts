// Our side of a measurement: speaks the same JSON lines as ../peers/side.py, through the engine's public functions.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import type { StartCase, StepCase } from '../case-table.ts';
import { frozenEpoch, frozenFeatures } from './frozen-backbone.ts';
import { trainingStep } from './full-step.ts';

type Work = (StepCase | StartCase) & { readonly threads: number };
type Command =
  | { readonly cmd: 'setup'; readonly case: Work }
  | { readonly cmd: 'run'; readonly steps: number };

let step = (): void => {
  throw new Error('run before setup');
};

for await (const line of createInterface({ input: process.stdin })) {
  // The conductor is the only writer of this pipe.
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Command))}\n`);
}

async function answer(command: Command): Promise<object> {
  try {
    if (command.cmd === 'run') return { ms: Array.from({ length: command.steps }, timedStep) };
    await openEngine({ backend: 'ort', provider: 'cpu', threads: command.case.threads });
    step = makeStep(command.case);
    return { versions: versions() };
  } catch (error) {
    return { error: error instanceof Error ? error.stack : String(error) };
  }
}

function makeStep(work: Work): () => void {
  switch (work.kind) {
    case 'training-step':
    case 'start':
      return trainingStep(work);
    case 'frozen-features':
      return frozenFeatures(work);
    case 'frozen-epoch':
      return frozenEpoch(work);
    default:
      return work satisfies never;
  }
}

function timedStep(): number {
  const begun = performance.now();
  step();
  return performance.now() - begun;
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const version = (name: string) => {
    const entry = require.resolve(`${name}/package.json`);
    return (JSON.parse(readFileSync(entry, 'utf8')) as { version: string }).version;
  };
  return {
    'Node.js': process.versions.node,
    'TensorFlow.js': version('@tensorflow/tfjs-core'),
    'ONNX Runtime': version('onnxruntime-node'),
  };
}
