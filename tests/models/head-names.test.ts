// A head is carried over by the names of its classes.
import { beforeAll, describe, expect, it } from 'vitest';
import { readVariable } from '../../src-main/engine/variables.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { type HeadClasses, headNames } from '../../src-main/models/head-names.ts';
import { loadPretrained } from '../../src-main/models/load-weights.ts';
import { modelParameters } from '../../src-main/models/model.ts';
import type { HeadFacts } from '../../src-main/models/notices.ts';
import { useCpuBackend } from './cpu-backend.ts';
import { modelContents, weightFile } from './weight-file.ts';

beforeAll(useCpuBackend);

const architecture = { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 8 };

/** A file whose head has rows 0, 1, 2, ... and biases 0.5, 1.5, 2.5, ... */
function fileOf(outputs: number, metadata: Record<string, unknown>) {
  const model = buildModel(architecture, { classes: outputs, headDropout: 0, seed: 5 });
  const width = model.stages.at(-1)!.parameters[0]!.variable.shape[1]!;
  const contents = {
    ...modelContents(model),
    'linear.weight': {
      shape: [outputs, width],
      values: Float32Array.from({ length: outputs * width }, (_, at) => Math.floor(at / width)),
    },
    'linear.bias': { shape: [outputs], values: Float32Array.from({ length: outputs }, (_, at) => at + 0.5) },
  };
  model.dispose();
  return weightFile(contents, { metadata });
}

function freshBias(classes: number): Float32Array {
  const fresh = buildModel(architecture, { classes, headDropout: 0, seed: 1 });
  const bias = readVariable(fresh.stages.at(-1)!.parameters.at(-1)!.variable).slice();
  fresh.dispose();
  return bias;
}

/** The row of the file that each output has, by its first weight; 'new' where the head is new. */
function carried(names: Record<string, unknown>, outputs: number, classes: readonly string[]) {
  const { model, report } = loadPretrained(fileOf(outputs, names), {
    classes: classes.length,
    headClasses: classes,
    headDropout: 0,
    seed: 1,
  });
  const values = (name: string) =>
    readVariable(modelParameters(model).find((parameter) => parameter.name === name)!.variable);
  const [weight, bias] = [values('linear.weight'), values('linear.bias')];
  const width = weight.length / classes.length;
  const rows = classes.map((_, at) => weight[at * width]!);
  if (!report.newHead) expect([...bias]).toEqual(rows.map((row) => row + 0.5));
  else expect(bias).not.toEqual(freshBias(classes.length));
  model.dispose();
  const { fate } = report.head!.params as unknown as HeadFacts;
  expect(report.verdict.message).toContain(report.head!.message);
  return { fate, rows: report.newHead ? 'new' : rows, said: report.head!.message, report };
}

const hub = (...names: string[]) => ({ config: { id2label: Object.fromEntries(names.entries()) } });

describe('a head in weights', () => {
  it('is taken over where its classes have the same names in the same order', () => {
    expect(carried(hub('cat', 'dog'), 2, ['cat', 'dog'])).toMatchObject({ fate: 'same', rows: [0, 1] });
  });

  it('has its rows put in order where the names are the same, binary too', () => {
    expect(carried(hub('dog', 'cat'), 2, ['cat', 'dog'])).toMatchObject({ fate: 'reordered', rows: [1, 0] });
    expect(carried(hub('c', 'a', 'b'), 3, ['a', 'b', 'c'])).toMatchObject({
      fate: 'reordered',
      rows: [1, 2, 0],
    });
  });

  it('gives the rows of those of its classes that are asked for', () => {
    expect(carried(hub('d', 'c', 'b', 'a'), 4, ['a', 'c'])).toMatchObject({ fate: 'selected', rows: [3, 1] });
  });

  it('knows names by their letters, not their case, spaces or underscores, unless that would mix some up', () => {
    expect(carried(hub('NEGATIVE', 'POSITIVE'), 2, ['negative', 'positive']).fate).toBe('same');
    expect(carried(hub('card_arrival', 'atm'), 2, ['atm', 'Card arrival']).rows).toEqual([1, 0]);
    expect(carried(hub('a', 'A'), 2, ['A', 'a']).rows).toEqual([1, 0]);
    expect(carried(hub('x', 'A'), 2, ['A', 'a']).fate).toBe('otherClasses');
  });

  it('is left away where the classes are other ones of the same number, and says which it lacks', () => {
    const { fate, rows, said, report } = carried(hub('cat', 'dog'), 2, ['cat', 'horse']);
    expect([fate, rows]).toEqual(['otherClasses', 'new']);
    expect(said).toBe(
      'The head is new: that of the weights is for 2 classes ("cat", "dog") and does not know "horse". ' +
        'That is normal; the head starts from random values and is trained first.',
    );
    expect(report).toMatchObject({ usable: true, missing: [], misshaped: [], unexpected: [] });
    expect(report.loaded).not.toContain('linear.weight');
  });

  it.each([
    ['no names', {}],
    ['generic names', hub('LABEL_0', 'LABEL_1')],
    ['names of another number of classes', hub('a', 'b', 'c')],
    ['names that are damaged', { classes: '["a",' }],
  ])('is left away with %s', (_, names) => {
    expect(carried(names, 2, ['a', 'b'])).toMatchObject({ fate: 'unnamed', rows: 'new' });
  });

  it('that is missing is a new one as before', () => {
    const file = fileOf(2, hub('a', 'b'));
    const tensors = new Map([...file.tensors].filter(([name]) => !name.startsWith('linear.')));
    const options = { classes: 2, headClasses: ['a', 'b'], headDropout: 0, seed: 1 } as const;
    const { model, report } = loadPretrained({ ...file, tensors }, options);
    model.dispose();
    expect(report).toMatchObject({ newHead: true, missing: ['linear.weight', 'linear.bias'] });
    expect(report.verdict.message).toContain('come without one for this task');
  });

  it('is told with its classes while those of the task are not known, and taken as it is where nobody asks', () => {
    const load = (headClasses: HeadClasses) => {
      const options = { classes: 2, headClasses, headDropout: 0, seed: 1 };
      const { model, report } = loadPretrained(fileOf(2, hub('cat', 'dog')), options);
      model.dispose();
      return report;
    };
    expect(load('unknown').head!.message).toMatch(
      /for 2 classes \("cat", "dog"\).*where yours have the same names/,
    );
    expect(load('as-is')).toMatchObject({ newHead: false, head: null });
  });
});

describe('a new head', () => {
  const biasFor = (classes: readonly string[]) => {
    const options = { classes: classes.length, headClasses: classes, headDropout: 0, seed: 1 };
    const { model } = loadPretrained(fileOf(2, hub('cat', 'dog')), options);
    const bias = readVariable(model.stages.at(-1)!.parameters.at(-1)!.variable).slice();
    model.dispose();
    return bias;
  };

  it('is not the one that weights of the same seed were trained from, and is the same for the same classes', () => {
    expect(biasFor(['x', 'y'])).not.toEqual(freshBias(2));
    expect(biasFor(['x', 'y'])).not.toEqual(biasFor(['y', 'z']));
    expect(biasFor(['x', 'y'])).toEqual(biasFor(['x', 'y']));
  });
});

describe('the names of a head', () => {
  it.each([
    ['our own weights', { classes: '["a","b"]' }],
    ['our own model.json', { finesse: { classes: ['a', 'b'] } }],
    ['id2label', hub('a', 'b')],
    ['label2id', { config: { label2id: { b: 1, a: 0 } } }],
    ["timm's label_names", { config: { label_names: ['a', 'b'] } }],
    ["Teachable Machine's labels", { teachable: { labels: ['a', 'b'] } }],
  ])('are read from %s', (_, metadata) => {
    expect(headNames(weightFile({}, { metadata }))).toEqual(['a', 'b']);
  });

  it('are those of the weights themselves before those beside them', () => {
    expect(headNames(weightFile({}, { metadata: { classes: '["x","y"]', ...hub('a', 'b') } }))).toEqual([
      'x',
      'y',
    ]);
  });
});
