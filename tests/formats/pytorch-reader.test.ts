import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSource, memorySource } from '../../src-main/formats/byte-source.ts';
import { readPytorchLegacy } from '../../src-main/formats/pytorch-legacy-reader.ts';
import { readPytorch } from '../../src-main/formats/pytorch-reader.ts';
import { expectTensorsOf, fixture, fixturePath } from './fixtures.ts';

const cifar = join(import.meta.dirname, '../../../shared/weights/cifar-resnet');
const stems = ['dtypes', 'views', 'module', 'module-protocol5', 'parameters'];

describe('files written by torch.save', () => {
  it.each(stems)('reads %s from a zip archive', (stem) => {
    const weights = readPytorch(fixture(`${stem}.pt`));
    expect(weights.format).toBe('pytorch');
    expectTensorsOf(`${stem}.pt`, weights);
  });

  it.each(stems)('reads %s from the format before PyTorch 1.6', (stem) => {
    const weights = readPytorchLegacy(fixture(`${stem}-legacy.pt`));
    expect(weights.format).toBe('pytorch-legacy');
    expectTensorsOf(`${stem}-legacy.pt`, weights);
  });

  it('finds the state dict of a training checkpoint beside optimizer, scheduler and a loss tensor', () => {
    const weights = readPytorch(fixture('checkpoint.pt'));
    expect(weights.metadata).toEqual({ stateDictKey: 'model_state_dict', skippedEntries: [] });
    expectTensorsOf('checkpoint.pt', weights);
    expectTensorsOf('checkpoint-legacy.pt', readPytorchLegacy(fixture('checkpoint-legacy.pt')));
  });

  it('takes the network beside its moving average, and tells of the other', () => {
    const { metadata, tensors } = readPytorch(fixture('averaged.pt'));
    expect(metadata).toMatchObject({ stateDictKey: 'model', otherStateDicts: ['model_ema'] });
    expect(tensors.has('head.weight')).toBe(true);
  });

  it('takes a state dict under an unusual key when there is only one', () => {
    expect(readPytorch(fixture('parameters.pt')).metadata.stateDictKey).toBe('backbone_weights');
  });

  it('finds the zip64 directory that PyTorch writes, where the ordinary one is too small', () => {
    const bytes = readFileSync(fixturePath('module.pt'));
    const end = bytes.lastIndexOf('PK\x05\x06');
    bytes.fill(0xff, end + 8, end + 20);
    expectTensorsOf('module.pt', readPytorch(memorySource('zip64.pt', bytes)));
  });

  it.each([
    [
      'refused-module.pt',
      'formats.globalRefused',
      /asks .* for torch\.nn\.modules\.linear\.Linear.*re-save/s,
    ],
    ['refused-path.pt', 'formats.globalRefused', /pathlib/],
    ['refused-sparse.pt', 'formats.globalRefused', /torch\._utils\._rebuild_sparse_tensor/],
    ['refused-complex.pt', 'formats.dtypeUnsupported', /torch\.ComplexFloatStorage/],
    ['refused-uint16.pt', 'formats.dtypeUnsupported', /torch\.uint16/],
    ['refused-tensor.pt', 'formats.noStateDict', /a single tensor/],
    ['refused-list.pt', 'formats.noStateDict', /a list of 1 values/],
    ['refused-ambiguous.pt', 'formats.noStateDict', /keys \[a, b\]/],
  ])('refuses %s', (name, code, message) => {
    const source = fixture(name);
    expect(() => readPytorch(source)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
    expect(() => readPytorch(source)).toThrow(source.path);
  });

  it('refuses an int64 value that int32 cannot hold, naming the element', () => {
    const tensor = readPytorch(fixture('int64-too-large.pt')).tensors.get('big')!;
    expect(() => tensor.read()).toThrow(/element 1 of tensor "big" is 2147483648/);
  });
});

describe.skipIf(!existsSync(cifar))(
  'the CIFAR ResNets of the shared data (skipped where it is absent)',
  () => {
    it.each([
      ['resnet20-12fca82f.th', 97, 271_098],
      ['resnet32-d509ac18.th', 157, 466_426],
    ])('reads %s: %i tensors of %i elements', (name, numTensors, numElements) => {
      const { tensors } = readPytorchLegacy(fileSource(join(cifar, name)));
      expect(tensors.size).toBe(numTensors);
      expect(tensors.values().reduce((sum, tensor) => sum + tensor.read().length, 0)).toBe(numElements);
      expect(
        tensors
          .get('module.bn1.running_var')!
          .read()
          .every((value) => value > 0),
      ).toBe(true);
    });
  },
);
