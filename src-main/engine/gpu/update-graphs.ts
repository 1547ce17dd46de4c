// The optimizer on a device as ONNX graphs: the size of the gradient, sums of gradients, and the update itself.
// The formulas are those of optimizer/update-loops.assembly.ts, without its care for denormals, which cost a GPU nothing.
import { GraphBuilder } from '../onnx/graph-builder.ts';
import type { OnnxGraph, OnnxValue } from '../onnx/onnx-graph.ts';
import type { OptimizerOptions } from '../optimizer/optimizer.ts';

/** A parameter as the update sees it. Values are named by its index: w.0, g.0, m.0, v.0 or b.0; new ones end in '+'. */
export interface UpdatedParameter {
  readonly shape: readonly number[];
  readonly decay: boolean;
  /** Parameters of one group have the same learning rate. */
  readonly group: number;
}

type Shapes = readonly (readonly number[])[];

/** g.0, g.1, ... -> squares float32[1]: the sum of all their squares. */
export function squaresGraph(shapes: Shapes): OnnxGraph {
  const b = new GraphBuilder({ portable: true });
  const sums = shapes.map((shape, index) =>
    b.node('ReduceSum', [b.node('Mul', [`g.${index}`, `g.${index}`]), allAxes(b, shape)], { keepdims: 0 }),
  );
  const rows = sums.map((sum) => b.reshape(sum, [1]));
  name(b, 'ReduceSum', [b.node('Concat', rows, { axis: 0 }), b.ints([0])], 'squares', { keepdims: 1 });
  return graph(b, values('g', shapes), [{ name: 'squares', dtype: 'float32', shape: [1] }]);
}

const allAxes = (b: GraphBuilder, shape: readonly number[]) => b.ints(shape.map((_, axis) => axis));

/** g.0, h.0, g.1, h.1, ... -> g.0+ = g.0 + h.0, ... */
export function sumGraph(shapes: Shapes): OnnxGraph {
  const b = new GraphBuilder({ portable: true });
  for (const index of shapes.keys()) name(b, 'Add', [`g.${index}`, `h.${index}`], `g.${index}+`);
  return graph(b, [...values('g', shapes), ...values('h', shapes)], values('g', shapes, '+'));
}

/**
 * Values, gradients and moments -> new values and moments. Scalars that change from update to update are inputs of
 * shape []: `scale` of the gradients; for sgd `rate<group>`; for adam and adamw `step<group>` = rate / (1 - beta1^t),
 * `shrink<group>` = 1 - rate * decay (adamw), and `root` = 1 / sqrt(1 - beta2^t).
 */
export function updateGraph(options: OptimizerOptions, parameters: readonly UpdatedParameter[]): OnnxGraph {
  const b = new GraphBuilder({ portable: true });
  const shapes = parameters.map(({ shape }) => shape);
  const scalars = new Set<string>(['scale']);
  const scalar = (input: string) => {
    scalars.add(input);
    return input;
  };
  for (const [index, parameter] of parameters.entries()) {
    const gradient = decayedGradient(b, options, parameter, index);
    if (options.kind === 'sgd') sgd(b, { options, parameter, index, gradient, scalar });
    else adam(b, { options, parameter, index, gradient, scalar });
  }
  const kept = ['w', ...momentLetters(options)];
  const inputs = [
    ...[...kept, 'g'].flatMap((letter) => values(letter, shapes)),
    ...[...scalars].map((input): OnnxValue => ({ name: input, dtype: 'float32', shape: [] })),
  ];
  return graph(
    b,
    inputs,
    kept.flatMap((letter) => values(letter, shapes, '+')),
  );
}

/** How the moments of a kind of optimizer are called in the graph, in the order of its state. */
export function momentLetters({ kind }: OptimizerOptions): readonly string[] {
  return kind === 'sgd' ? ['b'] : ['m', 'v'];
}

interface Update {
  readonly options: OptimizerOptions;
  readonly parameter: UpdatedParameter;
  readonly index: number;
  readonly gradient: string;
  /** Declares an input that is a scalar. */
  readonly scalar: (name: string) => string;
}

/** scale * g, and l2 * w on top where weight decay belongs to the gradient. */
function decayedGradient(
  b: GraphBuilder,
  { kind, weightDecay }: OptimizerOptions,
  { decay }: UpdatedParameter,
  index: number,
): string {
  const scaled = b.node('Mul', [`g.${index}`, 'scale']);
  if (kind === 'adamw' || !decay || weightDecay === 0) return scaled;
  return b.node('Add', [scaled, b.node('Mul', [`w.${index}`, b.scalar(weightDecay)])]);
}

function sgd(b: GraphBuilder, { options, parameter, index, gradient, scalar }: Update): void {
  const kept = b.node('Mul', [`b.${index}`, b.scalar(options.momentum)]);
  const velocity = name(b, 'Add', [kept, gradient], `b.${index}+`);
  name(b, 'Sub', [`w.${index}`, b.node('Mul', [velocity, scalar(`rate${parameter.group}`)])], `w.${index}+`);
}

function adam(b: GraphBuilder, { options, parameter, index, gradient, scalar }: Update): void {
  const { beta1, beta2, epsilon, kind, weightDecay } = options;
  const blend = (old: string, now: string, beta: number, result: string) =>
    name(b, 'Add', [b.node('Mul', [old, b.scalar(beta)]), b.node('Mul', [now, b.scalar(1 - beta)])], result);
  const first = blend(`m.${index}`, gradient, beta1, `m.${index}+`);
  const second = blend(`v.${index}`, b.node('Mul', [gradient, gradient]), beta2, `v.${index}+`);
  const root = b.node('Mul', [b.node('Sqrt', [second]), scalar('root')]);
  const denominator = b.node('Add', [root, b.scalar(epsilon)]);
  const change = b.node('Div', [b.node('Mul', [first, scalar(`step${parameter.group}`)]), denominator]);
  const shrinks = kind === 'adamw' && parameter.decay && weightDecay !== 0;
  const weight = shrinks ? b.node('Mul', [`w.${index}`, scalar(`shrink${parameter.group}`)]) : `w.${index}`;
  name(b, 'Sub', [weight, change], `w.${index}+`);
}

/** Adds a node whose output has a name of its own: an output of the graph. */
function name(
  b: GraphBuilder,
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): string {
  b.nodes.push(Object.freeze({ opType, domain: '', inputs, outputs: [output], attributes }));
  return output;
}

function values(letter: string, shapes: Shapes, suffix = ''): OnnxValue[] {
  return shapes.map((shape, index) => ({ name: `${letter}.${index}${suffix}`, dtype: 'float32', shape }));
}

function graph(b: GraphBuilder, inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): OnnxGraph {
  return { inputs, outputs, initializers: b.initializers, nodes: b.nodes };
}
