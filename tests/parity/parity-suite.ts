// The parity tests over one backend: outputs, gradients and running statistics against PyTorch.
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src-main/models/model.ts';
import { type Digest, type Measurement, measure, parityModel, readParityCase } from './parity-case.ts';

/** Networks small enough for TF.js's own JavaScript backend. */
export const smallCases = [
  'bert-2x32',
  'distilbert-2x32',
  'roberta-2x32',
  'vgg-thin-11',
  'resnet-thin-basic',
  'resnet-thin-bottleneck',
  'cifar-resnet-8',
] as const;

export const allCases = [
  ...smallCases,
  'mobilenet-v2-035-keras',
  'cifar-resnet-20',
  'mobilenet-v2-100',
  'resnet-18',
  'resnet-50',
  'vgg-thin-11-large',
  'vgg-thin-13-bn',
  'inception-v3-thin',
] as const;

const outputTolerance = 1e-4;
const gradientTolerance = 1e-3;

export function parityTests(backend: string, cases: readonly string[]): void {
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });

  describe.each(cases)(`%s on ${backend}`, (name) => {
    const parityCase = readParityCase(name);
    let model: Model;
    beforeAll(() => {
      model = parityModel(parityCase);
    });
    afterAll(() => model.dispose());

    it.each(['evaluation', 'training'] as const)('agrees with PyTorch in %s mode', (mode) => {
      const found = measure(model, parityCase, mode === 'training');
      expect(differences(found, parityCase[mode])).toEqual([]);
    });
  });
}

/** Every value outside its tolerance, as a line naming it. */
function differences(found: Measurement, needed: Measurement): string[] {
  const lines: string[] = [];
  const check = (what: string, pair: readonly [found: number, needed: number], tolerance: number) => {
    if (!(Math.abs(pair[0] - pair[1]) <= tolerance)) {
      lines.push(`${what}: found ${pair[0]}, PyTorch has ${pair[1]}, tolerance ${tolerance.toPrecision(2)}`);
    }
  };
  check('loss', [found.loss, needed.loss], outputTolerance);
  for (const [row, logits] of needed.logits.entries()) {
    for (const [column, value] of logits.entries()) {
      const scale = Math.max(1, Math.abs(value));
      check(`logit ${row},${column}`, [found.logits[row]![column]!, value], outputTolerance * scale);
    }
  }
  const groups = [
    ['gradient', found.gradients, needed.gradients],
    ['buffer', found.buffers ?? {}, needed.buffers ?? {}],
  ] as const;
  for (const [kind, foundDigests, neededDigests] of groups) {
    expect(Object.keys(foundDigests).sort()).toEqual(Object.keys(neededDigests).sort());
    // Gradients that are zero in theory (a key's bias) are only noise: judged by the size of the whole gradient.
    const whole = Math.hypot(...Object.values(neededDigests).map(({ norm }) => norm));
    for (const [name, digest] of Object.entries(neededDigests)) {
      const tolerance = gradientTolerance * Math.max(digest.norm, 1e-4 * whole);
      for (const [part, pair] of digestPairs(foundDigests[name]!, digest)) {
        check(`${kind} ${name} ${part}`, pair, tolerance);
      }
    }
  }
  return lines;
}

function digestPairs(found: Digest, needed: Digest): [string, readonly [number, number]][] {
  return [
    ['norm', [found.norm, needed.norm]],
    ['projection', [found.projection, needed.projection]],
    ...needed.first.map((value, index): [string, readonly [number, number]] => [
      `value ${index}`,
      [found.first[index]!, value],
    ]),
  ];
}
