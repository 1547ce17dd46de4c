// ONNX graphs as plain data, and as text for people. Encoding stands in onnx-encoding.ts.

export type OnnxDtype =
  | 'float32'
  | 'uint8'
  | 'int8'
  | 'int32'
  | 'int64'
  | 'bool'
  | 'float16'
  | 'float64'
  | 'uint32';

/** Attribute values; a number is an INT unless wrapped as `{ float }`. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

export interface OnnxNode {
  readonly opType: string;
  /** '' is ONNX itself; 'com.microsoft' holds ONNX Runtime's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly dtype: OnnxDtype;
  /** A string is a symbolic dimension. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxInitializer extends OnnxValue {
  readonly shape: readonly number[];
  /** Little-endian values, row-major. */
  readonly bytes: Uint8Array;
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxInitializer[];
  readonly nodes: readonly OnnxNode[];
}

/** One line a node: `y = Conv(x, w) {group: 1}`. */
export function printGraph(graph: OnnxGraph): string {
  const value = (v: OnnxValue) => `${v.name}: ${v.dtype}[${v.shape.join(', ')}]`;
  return [
    `inputs ${graph.inputs.map(value).join('; ')}`,
    `constants ${graph.initializers.map(value).join('; ')}`,
    ...graph.nodes.map(printNode),
    `outputs ${graph.outputs.map(value).join('; ')}`,
  ].join('\n');
}

function printNode(node: OnnxNode): string {
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  const suffix = attributes.length > 0 ? ` {${attributes.join(', ')}}` : '';
  return `${node.outputs.join(', ')} = ${node.opType}(${node.inputs.join(', ')})${suffix}`;
}
