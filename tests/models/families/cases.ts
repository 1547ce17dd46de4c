// What each family brings to the conformance tests: small networks, one for each branch of its configuration, and the
// tensors that other programs write for it.
import { readFileSync } from 'node:fs';

export type Written = Readonly<Record<string, unknown>> & { readonly family: string };

/** A file of another program: its tensors, what stands beside them, and what it has to be recognised as. */
export interface ReferenceFile {
  readonly of: string;
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Tensors of it that have no place in the network. */
  readonly unused?: string;
}

const text = {
  layers: 1,
  hiddenSize: 12,
  heads: 3,
  intermediateSize: 20,
  vocabularySize: 11,
  maxPositions: 8,
  hiddenDropout: 0,
  attentionDropout: 0,
};

export const cases: Readonly<Record<string, readonly Written[]>> = {
  resnet: [
    { family: 'resnet', block: 'basic', blocks: [1, 1, 1, 1], width: 4, imageSize: 35 },
    { family: 'resnet', block: 'bottleneck', blocks: [1, 1, 1, 1], width: 2, imageSize: 32 },
  ],
  'cifar-resnet': [{ family: 'cifar-resnet', depth: 8, width: 4, imageSize: 12 }],
  'mobilenet-v2': [
    { family: 'mobilenet-v2', width: 0.1, imageSize: 32 },
    { family: 'mobilenet-v2', width: 0.1, imageSize: 33, variant: 'keras' },
  ],
  bert: [
    { family: 'bert', ...text },
    { family: 'bert', ...text, pooler: 'head' },
    { family: 'bert', ...text, pooling: 'mean' },
    { family: 'bert', ...text, pooling: 'first' },
  ],
  roberta: [
    { family: 'roberta', ...text, maxPositions: 18 },
    { family: 'roberta', ...text, maxPositions: 18, padId: 0, modelType: 'xlm-roberta', pooling: 'mean' },
  ],
  vgg: [
    { family: 'vgg', depth: 11, width: 2, hiddenSize: 8, dropout: 0, imageSize: 32 },
    { family: 'vgg', depth: 13, batchNorm: true, width: 2, hiddenSize: 8, dropout: 0, imageSize: 40 },
  ],
  'inception-v3': [
    { family: 'inception-v3', width: 0.0625, imageSize: 107 },
    // Maps of one cell at the end, where transpositions are simplified away.
    { family: 'inception-v3', width: 0.0625, imageSize: 75 },
  ],
  distilbert: [
    { family: 'distilbert', ...text },
    { family: 'distilbert', ...text, pooling: 'mean' },
  ],
};

/** Those of fixtures/make-names.py, which wrote the file in this form. */
export function referenceFiles(family: string): readonly ReferenceFile[] {
  const text = readFileSync(new URL(`fixtures/${family}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as ReferenceFile[];
}
