import { beforeAll, describe, expect, it } from 'vitest';
import { FinesseError } from '../../src-main/errors.ts';
import type { WeightFile } from '../../src-main/formats/weight-tensors.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { loadPretrained } from '../../src-main/models/load-weights.ts';
import { architectureMetadata, recogniseArchitecture } from '../../src-main/models/recognise.ts';
import { notices } from '../../src-renderer/lib/i18n/messages/fr/notices.ts';
import { useCpuBackend } from './cpu-backend.ts';
import { modelContents, type TensorContent, weightFile } from './weight-file.ts';

beforeAll(useCpuBackend);

const resnet = { family: 'resnet', block: 'basic', blocks: [1, 1, 1, 1], width: 4 };
const cifar = { family: 'cifar-resnet', depth: 8, width: 4 };
const bert = { family: 'bert', layers: 1, hiddenSize: 8, heads: 2, vocabularySize: 9, maxPositions: 4 };

function contents(architecture: Record<string, unknown>, rename = (name: string) => name) {
  const model = buildModel(architecture, { classes: 3, headDropout: 0, seed: 7 });
  const result = modelContents(model, rename);
  model.dispose();
  return result;
}

function load(file: WeightFile) {
  const { model, report } = loadPretrained(file, { classes: 3, headDropout: 0, seed: 1 });
  model.dispose();
  return report;
}

function refusal(act: () => unknown): FinesseError {
  try {
    act();
  } catch (error) {
    if (error instanceof FinesseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a network under a prefix', () => {
  const known = ['module.', 'model.', 'net.', 'encoder.', 'student.', 'backbone.', 'base_model.'];
  const compound = ['_orig_mod.module.', 'ema.', 'teacher.backbone.', 'whatever_it_is_called.0.'];

  it.each([...known, ...compound])('%s is found, loaded whole, and the prefix is told', (prefix) => {
    for (const architecture of [resnet, cifar, bert]) {
      const report = load(weightFile(contents(architecture, (name) => `${prefix}${name}`)));
      expect(report).toMatchObject({ usable: true, newHead: false, missing: [], unexpected: [] });
      expect(report.notes).toHaveLength(1);
      expect(report.notes[0]).toMatchObject({ code: 'models.prefix' });
      expect(report.notes[0]!.message).toContain(`"${prefix}`);
      expect(notices['models.prefix']!(report.notes[0]!.params)).toContain(`« ${prefix}`);
    }
  });

  it('says nothing where nothing was taken off but what Transformers itself puts there', () => {
    expect(load(weightFile(contents(resnet))).notes).toEqual([]);
    expect(load(weightFile(contents(bert))).notes).toEqual([]);
  });

  it('keeps the head beside it, and counts what lies outside', () => {
    const inside = (name: string) =>
      name.startsWith('bert.') ? `model.${name}` : name.replace(/^/, 'model.');
    const file = { ...contents(bert, inside), 'loss.weight': { shape: [3] } };
    const report = load(weightFile(file));
    expect(report).toMatchObject({ usable: true, newHead: false, unexpected: ['loss.weight'] });
    expect(report.notes[0]!.params).toEqual({ prefix: 'model.bert.', outside: 3 });
    expect(report.notes[0]!.message).toContain('3 other tensors');
  });
});

describe('two networks in one file', () => {
  const pair = (a: string, b: string) =>
    weightFile({
      ...contents(resnet, (name) => `${a}${name}`),
      ...contents(resnet, (name) => `${b}${name}`),
    });

  it.each([
    ['student.', 'teacher.'],
    ['module.encoder_q.', 'module.encoder_k.'],
    ['', 'ema.'],
  ])('"%s" and "%s" are refused and both listed', (a, b) => {
    const error = refusal(() => recogniseArchitecture(pair(a, b)));
    expect(error.code).toBe('models.severalNetworks');
    expect(error.params.prefixes).toEqual([a, b].sort());
    expect(error.message).toContain(`"${b}"`);
  });

  it('of different families are refused as well', () => {
    const both = { ...contents(resnet, (n) => `picture.${n}`), ...contents(bert, (n) => `words.${n}`) };
    expect(refusal(() => recogniseArchitecture(weightFile(both))).params.prefixes).toEqual([
      'picture.',
      'words.bert.',
    ]);
  });

  it('are told where a checkpoint keeps them under keys of its own', () => {
    const metadata = { stateDictKey: 'model', otherStateDicts: ['model_ema'] };
    const [note] = load(weightFile(contents(resnet), { metadata })).notes;
    expect(note).toMatchObject({
      code: 'models.stateDict',
      params: { taken: 'model', others: ['model_ema'] },
    });
    expect(note!.message).toContain('"model_ema"');
    expect(notices['models.stateDict']!(note!.params)).toContain('« model_ema »');
  });
});

describe('a network that only looks like a supported one', () => {
  it.each(['electra.', 'module.electra.', 'esm.'])('%s is not BERT', (prefix) => {
    const renamed = contents(bert, (name) => name.replace(/^bert\./, prefix));
    expect(refusal(() => recogniseArchitecture(weightFile(renamed))).message).toContain('not BERT');
  });

  it.each(['roberta.', 'module.roberta.', 'xlm_roberta.', 'camembert.'])(
    '%s is RoBERTa, not BERT',
    (prefix) => {
      const renamed = contents(bert, (name) => name.replace(/^bert\./, prefix));
      expect(recogniseArchitecture(weightFile(renamed))).toMatchObject({ family: 'roberta', padId: 1 });
    },
  );

  it('a RoBERTa is told by its positions and types where nothing else tells', () => {
    const file: Record<string, TensorContent> = contents({ ...bert, maxPositions: 514, tokenTypes: 1 });
    expect(recogniseArchitecture(weightFile(file))).toMatchObject({ family: 'roberta' });
    const config = { model_type: 'bert', num_attention_heads: 2 };
    expect(recogniseArchitecture(weightFile(file, { metadata: { config } }))).toMatchObject({
      family: 'bert',
      tokenTypes: 1,
    });
  });

  it('is refused where its backbone has tensors the architecture lacks: they change what it computes', () => {
    const squeeze = { 'layer1.0.se.fc1.weight': { shape: [1, 4, 1, 1] } };
    const error = refusal(() => load(weightFile({ ...contents(resnet), ...squeeze })));
    expect(error.code).toBe('models.incompatibleWeights');
    expect(error.message).toContain('layer1.0.se.fc1.weight');
    expect(error.message).toContain('computes something else');
    const { params } = error.params.verdict as { params: Record<string, unknown> };
    expect(notices['models.fit']!(params)).toContain('calcule autre chose');
    const adapter = { 'bert.encoder.layer.0.output.adapter.down.weight': { shape: [2, 8] } };
    expect(refusal(() => load(weightFile({ ...contents(bert), ...adapter }))).code).toBe(
      'models.incompatibleWeights',
    );
  });
});

describe('a network whose published weights want pictures in different ways', () => {
  const inception = { family: 'inception-v3', width: 0.0625, imageSize: 75 };
  const notesOf = (metadata: Record<string, unknown>) =>
    load(weightFile(contents(inception), { metadata })).notes.filter(({ code }) =>
      code.includes('reparation'),
    );

  it('says what is taken where nothing tells, and only there', () => {
    const [note] = notesOf({});
    expect(note).toMatchObject({
      code: 'models.assumedPreparation',
      params: { imageSize: 299, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    });
    expect(note!.message).toContain('mean 0.5 0.5 0.5');
    expect(notices['models.assumedPreparation']!(note!.params)).toContain('299');
    expect(notesOf(architectureMetadata(inception))).toEqual([]);
    const cfg = { input_size: [3, 299, 299], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const told = notesOf({ config: { architecture: 'gluon_inception_v3', pretrained_cfg: cfg } });
    expect(told.map(({ code }) => code)).toEqual(['models.preparation']);
    expect(told[0]!.params).toMatchObject({ mean: cfg.mean });
  });
});

describe('a folder of timm', () => {
  const timm = (architecture: string) =>
    weightFile(contents(resnet), {
      metadata: {
        config: {
          architecture,
          pretrained_cfg: {
            input_size: [3, 160, 160],
            mean: [0.5, 0.4, 0.3],
            std: [0.2, 0.2, 0.1],
            crop_pct: 0.95,
            interpolation: 'bicubic',
          },
        },
      },
    });

  it('is prepared for as its pretrained_cfg says', () => {
    expect(recogniseArchitecture(timm('resnet18'))).toMatchObject({
      mean: [0.5, 0.4, 0.3],
      std: [0.2, 0.2, 0.1],
      imageSize: 160,
    });
    const [note] = load(timm('resnet18')).notes;
    expect(note!.params).toMatchObject({ file: 'config.json', cropShare: 0.95, interpolation: 'bicubic' });
    expect(notices['models.preparation']!(note!.params)).toMatch(/95\s% du milieu.*bicubic/);
  });

  it('is refused where it shares the tensors of a ResNet and computes something else', () => {
    expect(refusal(() => recogniseArchitecture(timm('resnetaa50'))).message).toContain('resnetaa50');
    expect(recogniseArchitecture(timm('tv_resnet50'))).toMatchObject({ family: 'resnet' });
  });
});
