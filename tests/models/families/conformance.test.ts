// What every family of the list has to hold, whatever it computes.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable, writeVariable } from '../../../src-main/engine/variables.ts';
import { parseArchitecture } from '../../../src-main/models/architecture.ts';
import { buildModel, runStages } from '../../../src-main/models/build-model.ts';
import { families } from '../../../src-main/models/families/families.ts';
import { loadPretrained } from '../../../src-main/models/load-weights.ts';
import { type ForwardContext, type Model, modelParameters } from '../../../src-main/models/model.ts';
import { recogniseArchitecture } from '../../../src-main/models/recognise.ts';
import { parameterValues, unitValues } from '../../parity/hash-values.ts';
import { useCpuBackend } from '../cpu-backend.ts';
import { modelContents, type TensorContent, weightFile } from '../weight-file.ts';
import { cases, type ReferenceFile, referenceFiles, type Written } from './cases.ts';

beforeAll(useCpuBackend);

const classes = 3;
const evaluation: ForwardContext = { training: false, trainsBatchNorm: () => false };
/** Of three small pictures, batch statistics would be too rough to follow a gradient by. */
const training: ForwardContext = { training: true, trainsBatchNorm: () => false };

function build(architecture: Written): Model {
  return buildModel(architecture, { classes, headDropout: 0, seed: 5 });
}

/** With no value at 0, where activations have their kinks. */
function buildHashed(architecture: Written): Model {
  const model = build(architecture);
  for (const { name, variable } of modelParameters(model))
    writeVariable(variable, parameterValues(name, variable.shape));
  return model;
}

/** Pictures of a side, or texts of a length of which the last but the longest is padded. */
function inputsOf(model: Model, batch: number, extent: number): tf.NamedTensorMap {
  if (model.input.kind === 'image') {
    const values = Float32Array.from(unitValues('pictures', batch * 3 * extent * extent));
    return { x: tf.tensor4d(values, [batch, 3, extent, extent]) };
  }
  const { vocabularySize } = model.input;
  const table = (value: (row: number, at: number) => number) =>
    tf.tensor2d(
      Array.from({ length: batch }, (_, row) => Array.from({ length: extent }, (_, at) => value(row, at))),
      [batch, extent],
      'int32',
    );
  const present = (row: number, at: number) => row === 0 || at < extent - row;
  return {
    // No token of published vocabularies that is added to a text is beyond the fourth.
    inputIds: table((row, at) => (present(row, at) ? 4 + ((3 * row + 5 * at) % (vocabularySize - 4)) : 0)),
    attentionMask: table((row, at) => (present(row, at) ? 1 : 0)),
    tokenTypeIds: table(() => 0),
  };
}

function extents(model: Model): readonly [number, number] {
  return model.input.kind === 'image' ? [model.input.height, model.input.height + 9] : [5, 6];
}

function lossOf(model: Model, inputs: tf.NamedTensorMap, context: ForwardContext): tf.Scalar {
  return tf.tidy(() => {
    const logits = runStages(model, inputs, { context }).logits as tf.Tensor2D;
    const rows = Array.from({ length: logits.shape[0] }, (_, row) => row % classes);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(rows, classes)), 1)));
  });
}

const trained = (model: Model) => modelParameters(model).filter(({ kind }) => kind === 'parameter');

/** Values of the gradient of every parameter, in their order, and the loss. */
function gradientsOf(model: Model, inputs: tf.NamedTensorMap, context: ForwardContext) {
  return tf.tidy(() => {
    const variables = trained(model).map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(() => lossOf(model, inputs, context), variables);
    return { loss: value.dataSync()[0]!, gradients: variables.map(({ name }) => grads[name]!.dataSync()) };
  });
}

function norm(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

describe('the list of families', () => {
  it('has each name once, and a case here for each', () => {
    const names = families.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(cases).sort()).toEqual([...names].sort());
  });
});

const small = Object.values(cases).flat();

describe.each(small.map((written) => [JSON.stringify(written), written] as const))('%s', (_, written) => {
  it('is completed by its schema, which leaves alone what is complete and refuses a strange field', () => {
    const complete = parseArchitecture(written);
    expect(complete).toMatchObject(written);
    expect(parseArchitecture(complete)).toEqual(complete);
    expect(parseArchitecture(JSON.parse(JSON.stringify(complete)))).toEqual(complete);
    expect(() => parseArchitecture({ ...written, lairs: 2 })).toThrow('lairs');
  });

  it('gives what its stages announce, for two sizes and batches, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const model = build(written);
    const [usual, larger] = extents(model);
    for (const [batch, extent] of [
      [2, usual],
      [1, larger],
    ] as const)
      tf.tidy(() => {
        let values = inputsOf(model, batch, extent);
        for (const stage of model.stages) {
          values = stage.forward(values, evaluation);
          expect(Object.keys(values).sort(), stage.name).toEqual(Object.keys(stage.outputs).sort());
          for (const [name, shape] of Object.entries(stage.outputs)) {
            const announced = extent === usual || name !== 'x' ? shape : shape.slice(0, 2);
            const found = values[name]!.shape.slice(0, announced.length);
            expect(
              found.map((size, axis) => (announced[axis] === null ? null : size)),
              `${stage.name} ${name}`,
            ).toEqual(announced);
          }
        }
        expect(values.logits!.shape).toEqual([batch, classes]);
        expect(Object.keys(model.stages.at(-2)!.outputs)).toEqual(['features']);
      });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is recognised from its own tensors and, where it has classes in Transformers, from their config.json', () => {
    const model = build(written);
    const family = families.find(({ name }) => name === model.family)!;
    const architecture = parseArchitecture(written);
    const contents = modelContents(model);
    model.dispose();
    expect(Object.keys(contents).some((name) => name.endsWith(family.marker))).toBe(true);
    const { block, blocks, depth } = architecture;
    const found = recogniseArchitecture(weightFile(contents));
    expect(found).toMatchObject({
      family: family.name,
      ...JSON.parse(JSON.stringify({ block, blocks, depth })),
    });
    if (family.hub === undefined) return;
    const config = JSON.parse(JSON.stringify(family.hub.config(architecture, 0)));
    // What pools stands in a file of its own, and a new pooler in the tensors.
    const { pooling: _pooling, pooler: _pooler, ...told } = architecture;
    expect(recogniseArchitecture(weightFile(contents, { metadata: { config } }))).toMatchObject(told);
  });

  it('has the gradient that differences of its loss show, in every stage', () => {
    const model = buildHashed(written);
    const [usual] = extents(model);
    const inputs = inputsOf(model, 2, usual);
    const { gradients } = gradientsOf(model, inputs, evaluation);
    const gradientOf = new Map(trained(model).map(({ name }, index) => [name, gradients[index]!]));
    const whole = norm(gradients.map(norm));
    for (const stage of model.stages) {
      const moved = stage.parameters.filter(({ kind }) => kind === 'parameter');
      const length = norm(moved.map(({ name }) => norm(gradientOf.get(name)!))) || 1;
      const size = moved.reduce((sum, { variable }) => sum + variable.size, 0);
      const parts = moved.map(({ name, variable }) => {
        const gradient = gradientOf.get(name)!;
        const noise = unitValues(name, gradient.length);
        const direction = Float64Array.from(gradient, (g, at) => g / length + noise[at]! / Math.sqrt(size));
        return { variable, start: readVariable(variable), gradient, direction };
      });
      const step = 3e-4;
      const at = (distance: number) => {
        for (const { variable, start, direction } of parts)
          writeVariable(
            variable,
            start.map((value, i) => value + distance * direction[i]!),
          );
        return tf.tidy(() => lossOf(model, inputs, evaluation).dataSync()[0]!);
      };
      const difference = (at(step) - at(-step)) / (2 * step);
      at(0);
      const slope = parts.reduce(
        (sum, { gradient, direction }) =>
          sum + direction.reduce((d, value, i) => d + value * gradient[i]!, 0),
        0,
      );
      expect(Math.abs(difference - slope), `${stage.name}: ${difference} and ${slope}`).toBeLessThan(
        0.03 * Math.abs(slope) + 2e-3 * whole,
      );
    }
    tf.dispose(inputs);
    model.dispose();
  });

  it('hands over new values of every running statistic while batch norm trains, and of nothing else', () => {
    const model = buildHashed(written);
    const inputs = inputsOf(model, 3, extents(model)[0]);
    const bufferUpdates = new Map<string, tf.Tensor>();
    const context = { training: true, trainsBatchNorm: () => true, bufferUpdates };
    tf.dispose(runStages(model, inputs, { context }));
    const buffers = modelParameters(model).filter(({ kind }) => kind === 'buffer');
    expect([...bufferUpdates.keys()].sort()).toEqual(buffers.map(({ name }) => name).sort());
    for (const [name, update] of bufferUpdates) {
      expect(update.shape).toEqual(buffers.find((buffer) => buffer.name === name)!.variable.shape);
      expect(update.dataSync().every(Number.isFinite), name).toBe(true);
    }
    tf.dispose([inputs, ...bufferUpdates.values()]);
    model.dispose();
  });

  it('learns: two steps along the gradient each make the loss smaller', () => {
    const model = buildHashed(written);
    const [usual] = extents(model);
    const inputs = inputsOf(model, 3, usual);
    const losses = [0, 1, 2].map(() => {
      const { loss, gradients } = gradientsOf(model, inputs, training);
      const whole = norm(gradients.map(norm));
      for (const [index, { variable }] of trained(model).entries())
        writeVariable(
          variable,
          readVariable(variable).map((value, at) => value - (0.001 * gradients[index]![at]!) / whole),
        );
      return loss;
    });
    expect(losses[1]).toBeLessThan(losses[0]!);
    expect(losses[2]).toBeLessThan(losses[1]!);
    tf.dispose(inputs);
    model.dispose();
  });
});

const references = families.flatMap(({ name }) => referenceFiles(name).map((file) => [name, file] as const));

describe.each(references.map(([family, file]) => [family, file.of, file] as const))(
  '%s of %s',
  (family, _, file) => {
    it('is recognised, and every tensor of the network is filled from it', () => {
      const weights = weightFile(contentsOf(file), { metadata: file.config ? { config: file.config } : {} });
      expect(recogniseArchitecture(weights)).toMatchObject({ family, ...file.architecture });
      const { model, report } = loadPretrained(weights, { classes: 5, headDropout: 0, seed: 1 });
      const [backbone, head] = [model.stages.slice(0, -1), model.stages.at(-1)!].map((part) =>
        [part].flat().flatMap(({ parameters }) => parameters.map(({ name }) => name)),
      );
      model.dispose();
      expect(report.missing.filter((name) => !head!.includes(name))).toEqual([]);
      expect(report.loaded.length).toBeGreaterThanOrEqual(backbone!.length);
      const unused = Object.keys(file.tensors).filter((name) => new RegExp(file.unused ?? '^$').test(name));
      expect([...report.unexpected].sort()).toEqual(unused.sort());
      expect(report.loaded.length + unused.length).toBe(Object.keys(file.tensors).length);
    });
  },
);

function contentsOf({ tensors }: ReferenceFile): Record<string, TensorContent> {
  return Object.fromEntries(Object.entries(tensors).map(([name, shape]) => [name, { shape }]));
}
