import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safetensorsBytes } from '../../src-main/formats/safetensors-writer.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { expectTensorsOf, fixturePath } from '../formats/fixtures.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-weights-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function copyFixture(name: string, as: string): string {
  copyFileSync(fixturePath(name), join(folder, as));
  return join(folder, as);
}

/** A safetensors shard whose tensors each hold one number. */
function writeShard(name: string, values: Record<string, number>): void {
  const tensors = Object.entries(values).map(([key, value]) => ({
    name: key,
    dtype: 'float32' as const,
    shape: [1],
    read: () => Float32Array.of(value),
  }));
  writeFileSync(join(folder, name), safetensorsBytes(name, { tensors, metadata: { format: 'pt' } }));
}

function writeJson(name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value));
}

function valuesOf(path: string): Record<string, number> {
  return Object.fromEntries(
    openWeights(path)
      .tensors.values()
      .map(({ name, read }) => [name, read()[0]!]),
  );
}

describe('openWeights on a file', () => {
  it.each([
    ['dtypes.safetensors', 'safetensors'],
    ['dtypes.pt', 'pytorch'],
    ['dtypes-legacy.pt', 'pytorch-legacy'],
    ['module-protocol5-legacy.pt', 'pytorch-legacy'],
  ])('recognises %s by its content, whatever its name', (name, format) => {
    const weights = openWeights(copyFixture(name, 'weights.onnx'));
    expect(weights.format).toBe(format);
    expect(weights.path).toBe(join(folder, 'weights.onnx'));
    expectTensorsOf(name, weights);
  });

  it('tells a safetensors file from JSON even when its header length is a brace', () => {
    const json = `{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`.padEnd(0x7b, ' ');
    const path = join(folder, 'brace');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from([0x7b, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(json), Buffer.from([9])]),
    );
    expect(valuesOf(path)).toEqual({ w: 9 });
  });

  it('removes the prefix of data-parallel training and says so', () => {
    const weights = openWeights(fixturePath('checkpoint.pt'));
    expect(weights.tensors.get('conv.weight')?.name).toBe('conv.weight');
    expect(weights.metadata).toEqual({
      stateDictKey: 'model_state_dict',
      skippedEntries: [],
      removedPrefix: 'module.',
    });
  });

  it('keeps a prefix that not every tensor has', () => {
    writeShard('w', { 'module.a': 1, b: 2 });
    expect(valuesOf(join(folder, 'w'))).toEqual({ 'module.a': 1, b: 2 });
  });

  it('notices that a file changed after it was opened', () => {
    writeShard('w', { a: 1 });
    const tensor = openWeights(join(folder, 'w')).tensors.get('a')!;
    writeShard('w', { a: 1, b: 2 });
    expect(() => tensor.read()).toThrow(expect.objectContaining({ code: 'formats.changed' }));
    rmSync(join(folder, 'w'));
    expect(() => tensor.read()).toThrow(expect.objectContaining({ code: 'formats.unreadable' }));
  });
});

describe('openWeights on a folder in the layout of the Hub', () => {
  const config = { model_type: 'bert', hidden_size: 8 };

  it('takes model.safetensors and config.json, from the folder or the file', () => {
    writeShard('model.safetensors', { a: 1 });
    writeJson('config.json', config);
    expect(openWeights(folder).metadata).toEqual({ format: 'pt', config });
    expect(openWeights(join(folder, 'model.safetensors')).metadata.config).toEqual(config);
  });

  it('prefers safetensors over pytorch_model.bin, which it takes otherwise', () => {
    copyFixture('module.pt', 'pytorch_model.bin');
    expectTensorsOf('module.pt', openWeights(folder));
    writeShard('model.safetensors', { a: 1 });
    expect(valuesOf(folder)).toEqual({ a: 1 });
  });

  it('leaves the config of a file with another name alone', () => {
    writeShard('epoch-3.safetensors', { a: 1 });
    writeJson('config.json', config);
    expect(openWeights(join(folder, 'epoch-3.safetensors')).metadata.config).toBeUndefined();
  });

  it('joins shards as the index says', () => {
    writeShard('model-1.safetensors', { a: 1, b: 2 });
    writeShard('model-2.safetensors', { c: 3 });
    const weight_map = { c: 'model-2.safetensors', a: 'model-1.safetensors', b: 'model-1.safetensors' };
    writeJson('model.safetensors.index.json', { metadata: { total_size: 12 }, weight_map });
    writeJson('config.json', config);
    expect(valuesOf(folder)).toEqual({ a: 1, b: 2, c: 3 });
    expect(openWeights(folder).metadata).toEqual({ total_size: 12, config });
    expect(openWeights(join(folder, 'model.safetensors.index.json')).tensors.size).toBe(3);
  });

  it('joins shards of PyTorch files', () => {
    copyFixture('parameters.pt', 'pytorch_model-1.bin');
    const names = ['weight', 'frozen', 'attributed'];
    const weight_map = Object.fromEntries(names.map((name) => [name, 'pytorch_model-1.bin']));
    writeJson('pytorch_model.bin.index.json', { weight_map });
    expectTensorsOf('parameters.pt', openWeights(folder));
  });

  it('follows the links of the Hub cache', () => {
    mkdirSync(join(folder, 'blobs'));
    mkdirSync(join(folder, 'snapshot'));
    writeShard('blobs/0a1b', { a: 1 });
    writeJson('blobs/2c3d', config);
    symlinkSync('../blobs/0a1b', join(folder, 'snapshot/model.safetensors'));
    symlinkSync('../blobs/2c3d', join(folder, 'snapshot/config.json'));
    expect(valuesOf(join(folder, 'snapshot'))).toEqual({ a: 1 });
    expect(openWeights(join(folder, 'snapshot')).metadata.config).toEqual(config);
    renameSync(join(folder, 'snapshot/model.safetensors'), join(folder, 'snapshot/part'));
    writeJson('snapshot/model.safetensors.index.json', { weight_map: { a: 'part' } });
    expect(valuesOf(join(folder, 'snapshot'))).toEqual({ a: 1 });
  });

  it('opens a TensorFlow.js layers model with shards in a folder below', () => {
    mkdirSync(join(folder, 'shards'));
    writeFileSync(join(folder, 'shards/1'), new Uint8Array(Float32Array.of(5).buffer));
    const weights = [{ name: 'dense/kernel', dtype: 'float32', shape: [1] }];
    writeJson('model.json', { modelTopology: {}, weightsManifest: [{ paths: ['shards/1'], weights }] });
    expect(openWeights(folder).format).toBe('tfjs-layers');
    expect(valuesOf(folder)).toEqual({ 'dense/kernel': 5 });
  });

  it('names what it found when nothing fits, and what it accepts', () => {
    writeFileSync(join(folder, 'resnet.th'), readFileSync(fixturePath('dtypes.pt')));
    expect(() => openWeights(folder)).toThrow(
      /no model\.safetensors, pytorch_model\.bin.*it holds resnet\.th/,
    );
  });
});
