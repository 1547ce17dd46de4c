// Tensors of a torch.save file as weight tensors: the bytes of a storage, and views of it in row-major order.
import type { ByteSource } from './byte-source.ts';
import { decodeElements, elementBytes, elementCount } from './element-types.ts';
import { shortJson } from './json-document.ts';
import { storageSpan, type TorchStorage, type TorchTensor } from './torch-container.ts';
import type { WeightTensor } from './weight-tensors.ts';

type Values = Float32Array | Int32Array;

/** Gives the bytes of a storage, exactly `count` elements long. */
export type LocateStorage = (storage: TorchStorage) => ByteSource;

/** A named tensor that reads only the part of its storage it touches. */
export function torchWeightTensor(name: string, tensor: TorchTensor, locate: LocateStorage): WeightTensor {
  const { dtype } = tensor.storage;
  return { name, dtype, shape: tensor.shape, read: () => readView(name, tensor, locate(tensor.storage)) };
}

function readView(name: string, tensor: TorchTensor, bytes: ByteSource): Values {
  const { storage, offset, shape, strides } = tensor;
  const itemBytes = elementBytes[storage.dtype];
  const empty = elementCount(shape) === 0;
  const span = empty ? 0 : storageSpan(tensor);
  const values = decodeElements(storage.dtype, bytes.read(empty ? 0 : offset * itemBytes, span * itemBytes), {
    file: bytes.path,
    place: `tensor ${shortJson(name)}`,
  });
  return isRowMajor(shape, strides) ? values : gather(values, shape, strides);
}

/** Strides of axes of size 1 do not matter. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** values[sum of index * stride] -> out[index in row-major order]. */
function gather(values: Values, shape: readonly number[], strides: readonly number[]): Values {
  const count = elementCount(shape) ?? 0;
  const out = values instanceof Float32Array ? new Float32Array(count) : new Int32Array(count);
  const index = shape.map(() => 0);
  let from = 0;
  for (let i = 0; i < count; i++) {
    out[i] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
