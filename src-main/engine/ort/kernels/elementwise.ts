// The table of elementwise kernels: arithmetic, comparison, logic, functions of one argument, activations, Cast.
// Families by factory; formulas that take more than a node or two stand in elementwise-formulas.ts.
import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, TensorDtype } from '../../onnx/graph-builder.ts';
import type { KernelRow, KernelTable, TensorSpec } from '../kernel-row.ts';
import { asDtype, broadcastShape } from './broadcasting.ts';
import { atan2, expm1, floorDiv, log1p, mod, sign, step } from './elementwise-formulas.ts';

/** The dtype operands are computed in, given their own. ONNX has no arithmetic on bool. */
type Compute = (dtype: TensorDtype) => TensorDtype;
const numeric: Compute = (dtype) => (dtype === 'bool' ? 'int32' : dtype);
const float: Compute = () => 'float32';
const same: Compute = (dtype) => dtype;

type Unary = (b: GraphBuilder, x: string, dtype: TensorDtype) => string;
type Binary = (b: GraphBuilder, x: string, y: string, dtype: TensorDtype) => string;

const op1 =
  (opType: string): Unary =>
  (b, x) =>
    b.node(opType, [x]);
const op2 =
  (opType: string): Binary =>
  (b, x, y) =>
    b.node(opType, [x, y]);

function upcast(a: TensorSpec, c: TensorSpec): TensorDtype {
  // Only complex64 and string have other results, and those do not get here.
  return backend_util.upcastType(a.dtype, c.dtype) as TensorDtype;
}

const recast = (b: GraphBuilder, name: string, from: TensorDtype, to: TensorDtype) =>
  from === to ? name : b.cast(name, to);

/** a, b -> the dtype of the operands (the wider one), unless `result` says otherwise. */
function binary(nodes: Binary, compute: Compute = numeric, result?: TensorDtype): KernelRow {
  return {
    inputs: ['a', 'b'],
    infer: ([a, c]) => ({ shape: broadcastShape(a.shape, c.shape), dtype: result ?? upcast(a, c) }),
    lower(b, [a, c], _attrs, [output]) {
      const dtype = compute(upcast(a, c));
      const y = nodes(b, asDtype(b, a, dtype), asDtype(b, c, dtype), dtype);
      return recast(b, y, result ?? dtype, output.dtype);
    },
  };
}

const comparison = (nodes: Binary, compute: Compute = numeric) => binary(nodes, compute, 'bool');
const logic = (opType: string) => binary(op2(opType), () => 'bool', 'bool');

/** x -> the dtype of x. */
function unary(nodes: Unary, compute: Compute = float): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x]) => x,
    lower(b, [x], _attrs, [output]) {
      const dtype = compute(x.dtype);
      return recast(b, nodes(b, asDtype(b, x, dtype), dtype), dtype, output.dtype);
    },
  };
}

/** x -> `result`, whatever the dtype of x. */
function unaryTo(result: TensorDtype, nodes: Unary, compute: Compute = float): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x]) => ({ shape: x.shape, dtype: result }),
    lower: (b, [x]) => nodes(b, asDtype(b, x, compute(x.dtype)), compute(x.dtype)),
  };
}

/** Functions that leave whole numbers as they are. */
function rounding(opType: string): KernelRow {
  return {
    inputs: ['x'],
    infer: ([x]) => x,
    lower: (b, [x]) => (x.dtype === 'float32' ? b.node(opType, [x.name]) : x.name),
  };
}

/** The sum of any number of tensors of one shape and dtype. */
const addN: KernelRow = {
  inputs: 'list',
  infer: ([first]) => first,
  lower(b, terms, _attrs, [output]) {
    const names = terms.map((term) => asDtype(b, term, output.dtype));
    if (output.dtype === 'float32') return b.node('Sum', names);
    return names.reduce((sum, name) => b.node('Add', [sum, name]));
  },
};

/** Bounds of an int32 clip are cut to whole numbers in range, as storing them in an Int32Array does. */
function clipBound(b: GraphBuilder, bound: number, dtype: TensorDtype): string {
  const whole = Math.trunc(Math.min(Math.max(bound, -(2 ** 31)), 2 ** 31 - 1));
  return b.scalar(dtype === 'int32' ? whole : bound, dtype);
}

const clipByValue: KernelRow = {
  inputs: ['x'],
  infer: ([x]) => x,
  lower(b, [x], attrs, [output]) {
    const { clipValueMin, clipValueMax } = attrs as { clipValueMin: number; clipValueMax: number };
    const dtype = numeric(x.dtype);
    const bounds = [clipBound(b, clipValueMin, dtype), clipBound(b, clipValueMax, dtype)];
    return recast(b, b.node('Clip', [asDtype(b, x, dtype), ...bounds]), dtype, output.dtype);
  },
};

const stepRow: KernelRow = {
  inputs: ['x'],
  infer: ([x]) => x,
  lower(b, [x], attrs, [output]) {
    const dtype = numeric(x.dtype);
    return recast(b, step(b, asDtype(b, x, dtype), attrs.alpha as number, dtype), dtype, output.dtype);
  },
};

const leakyRelu: KernelRow = {
  inputs: ['x'],
  infer: ([x]) => ({ shape: x.shape, dtype: 'float32' }),
  lower: (b, [x], attrs) =>
    b.node('LeakyRelu', [asDtype(b, x, 'float32')], { alpha: { float: attrs.alpha as number } }),
};

/** x where it is not negative, alpha * x elsewhere. */
const prelu: KernelRow = {
  inputs: ['x', 'alpha'],
  infer: ([x, alpha]) => ({ shape: broadcastShape(x.shape, alpha.shape), dtype: 'float32' }),
  lower(b, [x, alpha]) {
    const value = asDtype(b, x, 'float32');
    const negative = b.node('Less', [value, b.scalar(0)]);
    return b.node('Where', [negative, b.node('Mul', [asDtype(b, alpha, 'float32'), value]), value]);
  },
};

/** dy * elu'(x) from y = elu(x): the derivative is 1 where y >= 0 and y + 1 elsewhere. */
const eluGrad: KernelRow = {
  inputs: ['dy', 'y'],
  infer: ([, y]) => ({ shape: y.shape, dtype: 'float32' }),
  lower(b, [dy, y]) {
    const slope = b.node('Add', [b.node('Min', [y.name, b.scalar(0)]), b.scalar(1)]);
    return b.node('Mul', [dy.name, slope]);
  },
};

/** float32 -> int32 cuts the fraction off (NaN and infinities: the smallest int32); to bool: is it not 0. */
const cast: KernelRow = {
  inputs: ['x'],
  // Casts to other dtypes than these three are done on the host.
  infer: ([x], attrs) => ({ shape: x.shape, dtype: attrs.dtype as TensorDtype }),
  lower: (b, [x], _attrs, [output]) => asDtype(b, x, output.dtype),
};

const clip =
  (low: number, high: number): Unary =>
  (b, x, dtype) =>
    b.node('Clip', [x, b.scalar(low, dtype), b.scalar(high, dtype)]);

export const elementwise: KernelTable = {
  Add: binary(op2('Add')),
  AddN: addN,
  Sub: binary(op2('Sub')),
  Multiply: binary(op2('Mul')),
  RealDiv: binary(op2('Div'), float),
  FloorDiv: binary(floorDiv, numeric, 'int32'),
  Mod: binary(mod),
  Pow: binary(op2('Pow')),
  Maximum: binary(op2('Max')),
  Minimum: binary(op2('Min')),
  SquaredDifference: binary((b, x, y) => {
    const difference = b.node('Sub', [x, y]);
    return b.node('Mul', [difference, difference]);
  }),
  Atan2: binary(atan2, float),
  BitwiseAnd: binary(op2('BitwiseAnd')),

  Equal: comparison(op2('Equal'), same),
  NotEqual: comparison((b, x, y) => b.node('Not', [b.node('Equal', [x, y])]), same),
  Less: comparison(op2('Less')),
  LessEqual: comparison(op2('LessOrEqual')),
  Greater: comparison(op2('Greater')),
  GreaterEqual: comparison(op2('GreaterOrEqual')),

  LogicalAnd: logic('And'),
  LogicalOr: logic('Or'),
  LogicalNot: unaryTo('bool', op1('Not'), () => 'bool'),

  Abs: unary(op1('Abs'), numeric),
  Neg: unary(op1('Neg'), numeric),
  Sign: unary(sign, numeric),
  Square: unary((b, x) => b.node('Mul', [x, x]), numeric),
  Ceil: rounding('Ceil'),
  Floor: rounding('Floor'),
  Round: rounding('Round'),
  Reciprocal: unary(op1('Reciprocal')),
  Sqrt: unary(op1('Sqrt')),
  Rsqrt: unary((b, x) => b.node('Reciprocal', [b.node('Sqrt', [x])])),
  Exp: unaryTo('float32', op1('Exp')),
  Expm1: unary(expm1),
  Log: unary(op1('Log')),
  Log1p: unary(log1p),
  Erf: unary(op1('Erf')),
  Sin: unary(op1('Sin')),
  Cos: unary(op1('Cos')),
  Tan: unary(op1('Tan')),
  Asin: unary(op1('Asin')),
  Acos: unary(op1('Acos')),
  Atan: unary(op1('Atan')),
  Sinh: unary(op1('Sinh')),
  Cosh: unary(op1('Cosh')),
  Tanh: unary(op1('Tanh')),
  Asinh: unary(op1('Asinh')),
  Acosh: unary(op1('Acosh')),
  Atanh: unary(op1('Atanh')),

  IsNan: unaryTo('bool', op1('IsNaN')),
  IsInf: unaryTo('bool', op1('IsInf')),
  IsFinite: unaryTo('bool', (b, x) => b.node('Equal', [b.node('Sub', [x, x]), b.scalar(0)])),

  Relu: unary(op1('Relu'), numeric),
  Relu6: unary(clip(0, 6), numeric),
  Elu: unary(op1('Elu')),
  EluGrad: eluGrad,
  Selu: unary(op1('Selu')),
  LeakyRelu: leakyRelu,
  Prelu: prelu,
  Sigmoid: unary(op1('Sigmoid')),
  Softplus: unary(op1('Softplus')),
  Step: stepRow,
  ClipByValue: clipByValue,
  Cast: cast,
};
