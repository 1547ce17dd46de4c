import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src-main/engine/variables.ts';
import { listCatalogue } from '../../src-main/library/catalogue.ts';
import { buildModel, runStages } from '../../src-main/models/build-model.ts';
import { backboneParameters, describeModel } from '../../src-main/models/describe-model.ts';
import { type ForwardContext, type Model, modelParameters } from '../../src-main/models/model.ts';
import { useCpuBackend } from './cpu-backend.ts';

beforeAll(useCpuBackend);

const options = { classes: 3, headDropout: 0, seed: 5 };
const evaluation: ForwardContext = { training: false, trainsBatchNorm: () => false };
const bert = {
  family: 'bert',
  layers: 2,
  hiddenSize: 16,
  heads: 2,
  vocabularySize: 11,
  maxPositions: 6,
  hiddenDropout: 0.5,
  attentionDropout: 0.5,
};
const families = [
  { family: 'resnet', depth: 18, width: 2, imageSize: 35 },
  { family: 'resnet', depth: 50, width: 1, imageSize: 40 },
  { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 9 },
  { family: 'mobilenet-v2', width: 0.1, imageSize: 33 },
  { family: 'mobilenet-v2', width: 0.1, imageSize: 33, variant: 'keras' },
  bert,
  { ...bert, pooler: 'head' },
  { ...bert, family: 'distilbert' },
];

function inputsOf(model: Model, batch = 2): tf.NamedTensorMap {
  if (model.input.kind === 'image') {
    return { x: tf.randomNormal([batch, 3, model.input.height, model.input.width], 0, 1, 'float32', 3) };
  }
  const tokens = { inputIds: [1, 2, 3, 0], attentionMask: [1, 1, 1, 0], tokenTypeIds: [0, 1, 1, 0] };
  return Object.fromEntries(
    Object.entries(tokens).map(([name, row]) => [
      name,
      tf.tensor2d(
        Array.from({ length: batch }, () => row),
        [batch, 4],
        'int32',
      ),
    ]),
  );
}

function allValues(model: Model): number[][] {
  return modelParameters(model).map(({ variable }) => [...readVariable(variable)]);
}

describe('buildModel', () => {
  it.each(families)(
    'draws the same weights of $family for the same seed, others for another',
    (architecture) => {
      const [first, second, other] = [5, 5, 6].map((seed) => buildModel(architecture, { ...options, seed }));
      expect(allValues(second!)).toEqual(allValues(first!));
      expect(allValues(other!)).not.toEqual(allValues(first!));
      for (const model of [first!, second!, other!]) model.dispose();
    },
  );

  it.each(families)('gives from every stage of $family what the stage announces', (architecture) => {
    const model = buildModel(architecture, options);
    tf.tidy(() => {
      let values = inputsOf(model);
      for (const stage of model.stages) {
        values = stage.forward(values, evaluation);
        expect(Object.keys(values).sort(), stage.name).toEqual(Object.keys(stage.outputs).sort());
        for (const [name, shape] of Object.entries(stage.outputs)) {
          const found = values[name]!.shape.map((size, axis) => (shape[axis] === null ? null : size));
          expect(found, `${stage.name} ${name}`).toEqual(shape);
        }
      }
      expect(Object.keys(model.stages.at(-2)!.outputs)).toEqual(['features']);
    });
    model.dispose();
  });

  it('starts as the references do: He et al. for convolutions, 0.02 for BERT, zero biases, a zero padding row', () => {
    const image = buildModel({ family: 'resnet', depth: 18, width: 32 }, options);
    const deviation = (model: Model, name: string) => {
      const values = readVariable(modelParameters(model).find((p) => p.name === name)!.variable);
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    };
    expect(deviation(image, 'layer2.0.conv1.weight')).toBeCloseTo(Math.sqrt(2 / (64 * 9)), 3);
    expect(deviation(image, 'layer2.0.bn1.bias')).toBe(0);
    expect(deviation(image, 'layer2.0.bn1.weight')).toBe(1);
    expect(deviation(image, 'fc.weight')).toBeCloseTo(1 / Math.sqrt(3 * 256), 2);
    const text = buildModel({ family: 'bert', layers: 1, hiddenSize: 64, vocabularySize: 500 }, options);
    expect(deviation(text, 'bert.encoder.layer.0.intermediate.dense.weight')).toBeCloseTo(0.02, 3);
    const words = modelParameters(text)[0]!.variable;
    expect(readVariable(words).slice(0, 64)).toEqual(new Float32Array(64));
    image.dispose();
    text.dispose();
  });

  it('marks matrices for weight decay and leaves vectors and buffers out', () => {
    const model = buildModel({ family: 'cifar-resnet', depth: 8, width: 4 }, options);
    const decayed = modelParameters(model).filter(({ decay }) => decay);
    expect(decayed.every(({ name, kind }) => name.endsWith('weight') && kind === 'parameter')).toBe(true);
    expect(decayed).toHaveLength(1 + 6 + 1);
    model.dispose();
  });

  it('uses batch statistics only in the stages that train batch norm, and hands over their new buffers', () => {
    const model = buildModel({ family: 'cifar-resnet', depth: 8, width: 4, imageSize: 8 }, options);
    const bufferUpdates = new Map<string, tf.Tensor>();
    const context = {
      training: true,
      trainsBatchNorm: (stage: string) => stage === 'layer3.0',
      bufferUpdates,
    };
    const inputs = inputsOf(model);
    tf.dispose(runStages(model, inputs, { context }));
    expect([...bufferUpdates.keys()]).toEqual([
      'layer3.0.bn1.running_mean',
      'layer3.0.bn1.running_var',
      'layer3.0.bn2.running_mean',
      'layer3.0.bn2.running_var',
    ]);
    tf.dispose([...bufferUpdates.values()]);
    tf.dispose(inputs);
    model.dispose();
  });

  it('drops out by the step seed: same seed same result, another seed another, none outside training', () => {
    const model = buildModel(bert, { ...options, headDropout: 0.3 });
    const inputs = inputsOf(model, 1);
    const logits = (training: boolean, seed: number) =>
      tf.tidy(() => [
        ...runStages(model, inputs, {
          context: { training, trainsBatchNorm: () => false, seed: tf.scalar(seed, 'int32') },
        }).logits!.dataSync(),
      ]);
    expect(logits(true, 1)).toEqual(logits(true, 1));
    expect(logits(true, 1)).not.toEqual(logits(true, 2));
    expect(logits(false, 1)).toEqual(logits(false, 2));
    expect(() => runStages(model, inputs, { context: { ...evaluation, training: true } })).toThrow(
      'without a step seed',
    );
    tf.dispose(inputs);
    model.dispose();
  });

  it('does not let padding change the answer', () => {
    const model = buildModel(bert, options);
    const row = (values: number[]) => tf.tensor2d([values], [1, values.length], 'int32');
    const logits = (ids: number[], mask: number[]) =>
      tf.tidy(() => {
        const inputs = { inputIds: row(ids), attentionMask: row(mask), tokenTypeIds: row(ids.map(() => 0)) };
        return runStages(model, inputs, { context: evaluation }).logits!.dataSync();
      });
    const short = logits([1, 2, 3], [1, 1, 1]);
    const padded = logits([1, 2, 3, 0, 0], [1, 1, 1, 0, 0]);
    for (const [index, value] of padded.entries()) expect(value).toBeCloseTo(short[index]!, 6);
    model.dispose();
  });

  it.each([
    [{ family: 'alexnet' }, 'needed one of'],
    [{ layers: 2 }, 'family is missing'],
    [{ family: 'resnet', depth: 19 }, 'depth 19'],
    [{ family: 'cifar-resnet', depth: 21 }, '6 n + 2'],
    [{ family: 'bert', hiddenSize: 30, heads: 4 }, '30 cannot be divided among 4 heads'],
    [{ family: 'bert', layers: -1 }, 'layers'],
    [{ family: 'bert', lairs: 2 }, 'lairs'],
    [{ family: 'mobilenet-v2', width: 'wide' }, 'width'],
  ])('refuses %j, naming what is wrong', (architecture, words) => {
    expect(() => buildModel(architecture, options)).toThrow(words);
  });

  it('counts positions behind the padding token, so that RoBERTa has fewer than its table has rows', () => {
    const roberta = { ...bert, family: 'roberta', maxPositions: 6 };
    const model = buildModel(roberta, options);
    expect(model.input).toMatchObject({ maxTokens: 4 });
    const inputs = inputsOf(model);
    tf.dispose(runStages(model, inputs, { context: evaluation }));
    model.dispose();
    const shorter = buildModel({ ...roberta, maxPositions: 5 }, options);
    expect(() => runStages(shorter, inputs, { context: evaluation })).toThrow('positions for 3');
    tf.dispose(inputs);
    shorter.dispose();
  });

  it('refuses a text longer than the positions', () => {
    const model = buildModel({ ...bert, maxPositions: 3 }, options);
    const inputs = inputsOf(model);
    expect(() => runStages(model, inputs, { context: evaluation })).toThrow('positions for 3');
    model.dispose();
  });
});

describe('describeModel', () => {
  // Sizes as printed in torchvision's model table and Transformers' documentation of BERT-base.
  it.each([
    [{ family: 'resnet', depth: 18 }, 1000, 11_689_512],
    [{ family: 'resnet', depth: 50 }, 1000, 25_557_032],
    [{ family: 'mobilenet-v2' }, 1000, 3_504_872],
    [{ family: 'cifar-resnet', depth: 20 }, 10, 269_722],
    [{ family: 'cifar-resnet', depth: 110 }, 10, 1_727_962],
    [{ family: 'bert' }, 2, 109_483_778],
    [{ family: 'roberta' }, 2, 124_647_170],
    [{ family: 'vgg', depth: 16 }, 1000, 138_357_544],
    [{ family: 'inception-v3' }, 1000, 23_834_568],
    [{ family: 'distilbert', layers: 6 }, 2, 66_955_010],
  ])('counts the parameters of %j as the reference does', (architecture, classes, parameters) => {
    const model = buildModel(architecture, { ...options, classes, backbone: 'zeros' });
    expect(describeModel(model).parameters).toBe(parameters);
    model.dispose();
  });

  it('lists stages with their part, shapes and tensors', () => {
    const model = buildModel({ family: 'cifar-resnet', depth: 8, width: 4 }, options);
    const { stages, buffers } = describeModel(model);
    expect(stages.map(({ name, part }) => `${name} ${part}`)).toEqual([
      'stem backbone',
      'layer1.0 backbone',
      'layer2.0 backbone',
      'layer3.0 backbone',
      'head head',
    ]);
    expect(stages[0]).toMatchObject({ outputs: { x: [null, 4, 32, 32] }, parameters: 108 + 8, buffers: 8 });
    expect(stages[3]!.outputs).toEqual({ features: [null, 16] });
    expect(stages[4]!.tensors).toEqual([
      { name: 'linear.weight', shape: [3, 16], kind: 'parameter' },
      { name: 'linear.bias', shape: [3], kind: 'parameter' },
    ]);
    expect(buffers).toBe(2 * (4 + 2 * 4 + 2 * 8 + 2 * 16));
    model.dispose();
  });
});

describe('the number of parameters', () => {
  const scratch = listCatalogue().flatMap((entry) => (entry.kind === 'scratch' ? [entry] : []));

  it.each(scratch)('in the library is that of the backbone, without head and buffers: $id', (entry) => {
    const model = buildModel(entry.architecture, { ...options, backbone: 'zeros' });
    try {
      const { parameters, stages } = describeModel(model);
      expect(backboneParameters(stages)).toBe(entry.parameters);
      expect(parameters).toBeGreaterThan(entry.parameters);
    } finally {
      model.dispose();
    }
  });
});
