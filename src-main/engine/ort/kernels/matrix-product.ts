// Matrix products with transposes and a factor: one node of ONNX Runtime's own, or standard ONNX for an export.
import type { GraphBuilder } from '../../onnx/graph-builder.ts';

export interface ProductOptions {
  /** Rank of both operands; leading axes are batch axes. */
  readonly rank: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly factor?: number;
}

/** factor * op(left) op(right) over the last two axes. */
export function matrixProduct(b: GraphBuilder, left: string, right: string, options: ProductOptions): string {
  const { transposeA = false, transposeB = false, factor = 1 } = options;
  if (!transposeA && !transposeB && factor === 1) return b.node('MatMul', [left, right]);
  if (b.portable) return standardProduct(b, left, right, options);
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: factor } };
  return b.node('FusedMatMul', [left, right], attributes, 'com.microsoft');
}

function standardProduct(b: GraphBuilder, left: string, right: string, options: ProductOptions): string {
  const { rank, transposeA, transposeB, factor = 1 } = options;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const swapped = [...axes.slice(0, -2), rank - 1, rank - 2];
  const turned = (name: string, transposed?: boolean) => (transposed ? b.transpose(name, swapped) : name);
  const product = b.node('MatMul', [turned(left, transposeA), turned(right, transposeB)]);
  return factor === 1 ? product : b.node('Mul', [product, b.scalar(factor)]);
}
