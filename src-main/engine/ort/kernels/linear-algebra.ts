// Matrix products. TF.js: BatchMatMul and _FusedMatMul (bias and activation on top).
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { activationNodes } from './activations.ts';
import { asDtype, broadcastShape } from './broadcasting.ts';
import { matrixProduct } from './matrix-product.ts';

interface MatMulAttrs {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** a[..., m, k] and b[..., k, n] (after transposition) -> [..., m, n]; leading axes broadcast. */
function inferMatMul([a, b]: readonly TensorSpec[], attrs: MatMulAttrs): TensorSpec {
  const { shape: shapeA } = a as TensorSpec;
  const { shape: shapeB } = b as TensorSpec;
  if (shapeA.length < 2 || shapeB.length < 2) {
    throw new Error(
      `Error in matMul: both inputs must have rank 2 or more, got shapes [${shapeA}] and [${shapeB}].`,
    );
  }
  const [rowsA, columnsA] = lastTwo(shapeA, attrs.transposeA);
  const [rowsB, columnsB] = lastTwo(shapeB, attrs.transposeB);
  if (columnsA !== rowsB) {
    throw new Error(
      `Error in matMul: inner shapes (${columnsA}) and (${rowsB}) of Tensors with shapes ${shapeA} and ` +
        `${shapeB} and transposeA=${attrs.transposeA} and transposeB=${attrs.transposeB} must match.`,
    );
  }
  const batch = broadcastShape(shapeA.slice(0, -2), shapeB.slice(0, -2));
  return {
    shape: [...batch, rowsA, columnsB],
    dtype: (a as TensorSpec).dtype === 'int32' ? 'int32' : 'float32',
  };
}

function lastTwo(shape: readonly number[], transposed: boolean | undefined): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** The product as nodes. Transposes ride on FusedMatMul, which packs them without a copy. */
function lowerMatMul(
  b: GraphBuilder,
  [left, right]: readonly Operand[],
  attrs: MatMulAttrs,
  spec: TensorSpec,
): string {
  const a = left as Operand;
  const c = right as Operand;
  if (a.shape.at(-1) === 0 || a.shape.at(-2) === 0) {
    return b.node('ConstantOfShape', [b.ints(spec.shape)]);
  }
  const { transposeA, transposeB } = attrs;
  const options = { rank: spec.shape.length, transposeA, transposeB };
  const product = matrixProduct(b, asDtype(b, a, 'float32'), asDtype(b, c, 'float32'), options);
  return spec.dtype === 'int32' ? b.cast(product, 'int32') : product;
}

const batchMatMul: KernelRow = {
  inputs: ['a', 'b'],
  infer: (inputs, attrs) => inferMatMul(inputs, attrs as MatMulAttrs),
  lower: (b, inputs, attrs, outputs) =>
    lowerMatMul(b, inputs, attrs as MatMulAttrs, outputs[0] as TensorSpec),
};

const fusedMatMul: KernelRow = {
  inputs: ['a', 'b', 'bias?', 'preluActivationWeights?'],
  infer: (inputs, attrs) => inferMatMul(inputs, attrs as MatMulAttrs),
  lower(b, inputs, attrs, outputs) {
    const product = lowerMatMul(b, inputs, attrs as MatMulAttrs, outputs[0] as TensorSpec);
    const bias = inputs[2];
    const sum = bias === undefined ? product : b.node('Add', [product, bias.name]);
    return activationNodes(b, sum, attrs.activation as string | undefined, {
      prelu: inputs[3]?.name,
      leakyreluAlpha: attrs.leakyreluAlpha as number | undefined,
    });
  },
};

export const linearAlgebra: KernelTable = { BatchMatMul: batchMatMul, _FusedMatMul: fusedMatMul };
