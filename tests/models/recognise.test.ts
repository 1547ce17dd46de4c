import { beforeAll, describe, expect, it } from 'vitest';
import { FinesseError } from '../../src-main/errors.ts';
import type { WeightFile } from '../../src-main/formats/weight-tensors.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { architectureMetadata, recogniseArchitecture } from '../../src-main/models/recognise.ts';
import { useCpuBackend } from './cpu-backend.ts';
import { modelContents, type TensorContent, weightFile } from './weight-file.ts';

beforeAll(useCpuBackend);

const options = { classes: 3, headDropout: 0, seed: 1, backbone: 'zeros' } as const;

function contentsOf(architecture: Record<string, unknown>, rename?: (name: string) => string) {
  const model = buildModel(architecture, options);
  const contents = modelContents(model, rename);
  model.dispose();
  return contents;
}

function refusal(weights: WeightFile): string {
  try {
    recogniseArchitecture(weights);
  } catch (error) {
    expect(error).toBeInstanceOf(FinesseError);
    return (error as FinesseError).message;
  }
  throw new Error('nothing was thrown');
}

const bertSizes = { layers: 3, hiddenSize: 128, intermediateSize: 192, vocabularySize: 40, maxPositions: 24 };

describe('recogniseArchitecture', () => {
  it.each([
    { family: 'resnet', depth: 18, width: 8 },
    { family: 'resnet', block: 'bottleneck', blocks: [1, 2, 3, 1], width: 4 },
    { family: 'cifar-resnet', depth: 20, width: 4 },
    { family: 'cifar-resnet', depth: 56, width: 4 },
    { family: 'mobilenet-v2', width: 0.35 },
    { family: 'mobilenet-v2', width: 1.4 },
    { family: 'bert', ...bertSizes },
    { family: 'bert', ...bertSizes, pooler: 'head' },
    { family: 'distilbert', ...bertSizes },
  ])('finds $family again from names and shapes', (architecture) => {
    const model = buildModel(architecture, options);
    const contents = modelContents(model);
    if ('pooler' in architecture) {
      delete contents['bert.pooler.dense.weight'];
      delete contents['bert.pooler.dense.bias'];
    }
    expect(recogniseArchitecture(weightFile(contents))).toEqual(model.config);
    model.dispose();
  });

  it.each([18, 34, 50, 101, 152])('tells ResNet-%i by the blocks torchvision gives it', (depth) => {
    const blocks = {
      18: [2, 2, 2, 2],
      34: [3, 4, 6, 3],
      50: [3, 4, 6, 3],
      101: [3, 4, 23, 3],
      152: [3, 8, 36, 3],
    };
    const contents = contentsOf({ family: 'resnet', depth, width: 1 });
    const found = recogniseArchitecture(weightFile(contents));
    expect(found).toMatchObject({
      family: 'resnet',
      block: depth < 50 ? 'basic' : 'bottleneck',
      blocks: blocks[depth as keyof typeof blocks],
    });
  });

  it('ignores the prefixes of wrappers and old names of layer norm', () => {
    const renames: ((name: string) => string)[] = [
      (name) => `module.${name}`,
      (name) => `model.module.${name}`,
      (name) => name.replace(/^bert\./, ''),
      (name) =>
        name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    ];
    for (const rename of renames) {
      const found = recogniseArchitecture(weightFile(contentsOf({ family: 'bert', ...bertSizes }, rename)));
      expect(found).toMatchObject({ family: 'bert', layers: 3, pooler: 'backbone' });
    }
  });

  it('takes heads, dropout and epsilon from config.json', () => {
    const config = {
      model_type: 'bert',
      num_attention_heads: 8,
      layer_norm_eps: 1e-6,
      hidden_dropout_prob: 0.2,
      attention_probs_dropout_prob: 0,
    };
    const contents = contentsOf({ family: 'bert', ...bertSizes });
    expect(recogniseArchitecture(weightFile(contents))).toMatchObject({ heads: 2, hiddenDropout: 0.1 });
    expect(recogniseArchitecture(weightFile(contents, { metadata: { config } }))).toMatchObject({
      heads: 8,
      layerNormEpsilon: 1e-6,
      hiddenDropout: 0.2,
      attentionDropout: 0,
    });
  });

  it('believes an architecture written into the file', () => {
    const contents = contentsOf({ family: 'mobilenet-v2', width: 0.35, variant: 'keras', imageSize: 96 });
    const metadata = architectureMetadata({
      family: 'mobilenet-v2',
      width: 0.35,
      variant: 'keras',
      imageSize: 96,
    });
    expect(recogniseArchitecture(weightFile(contents, { metadata }))).toMatchObject({
      variant: 'keras',
      imageSize: 96,
    });
  });

  it('refuses what it does not know, naming the supported networks and the first tensors', () => {
    const alexnet: Record<string, TensorContent> = {
      'features.0.weight': { shape: [64, 3, 11, 11] },
      'features.0.bias': { shape: [64] },
    };
    const message = refusal(weightFile(alexnet));
    expect(message).toContain('features.0.weight, features.0.bias');
    expect(message).toContain('MobileNetV2');
    expect(refusal(weightFile({}))).toContain('(none)');
  });

  it('refuses networks that only share the names of a supported one', () => {
    const bert = contentsOf({ family: 'bert', ...bertSizes });
    const withConfig = (config: Record<string, unknown>) => weightFile(bert, { metadata: { config } });
    expect(refusal(withConfig({ model_type: 'electra' }))).toContain('model_type electra');
    expect(refusal(withConfig({ hidden_act: 'relu' }))).toContain('activation relu');
    expect(refusal(withConfig({ position_embedding_type: 'relative_key' }))).toContain('relative_key');
    const resnext = contentsOf({ family: 'resnet', depth: 50, width: 8 });
    resnext['layer1.0.conv2.weight'] = { shape: [16, 1, 3, 3] };
    expect(refusal(weightFile(resnext))).toContain('ResNeXt');
    const optionB = contentsOf({ family: 'cifar-resnet', depth: 8, width: 4 });
    optionB['layer2.0.downsample.0.weight'] = { shape: [8, 4, 1, 1] };
    expect(refusal(weightFile(optionB))).toContain('shortcuts');
  });

  it('refuses sizes no network has', () => {
    const bert = contentsOf({ family: 'bert', ...bertSizes });
    const deep = { ...bert, 'bert.encoder.layer.99999.output.dense.bias': { shape: [128] } };
    expect(refusal(weightFile(deep))).toContain('layers');
    const scalar = { ...bert, 'bert.embeddings.word_embeddings.weight': { shape: [] } };
    expect(refusal(weightFile(scalar))).toContain('hiddenSize');
  });

  it('refuses a file with two tensors for one place', () => {
    const bert = contentsOf({ family: 'bert', ...bertSizes });
    const twice = { ...bert, 'embeddings.LayerNorm.bias': { shape: [128] } };
    expect(refusal(weightFile(twice))).toContain('two tensors for embeddings.LayerNorm.bias');
  });
});
