// From a recorded graph to ONNX nodes, by the rows of the kernel tables.
import { GraphBuilder, type Operand } from '../onnx/graph-builder.ts';
import type { OnnxGraph, OnnxNode } from '../onnx/onnx-graph.ts';
import { fuseActivations } from './fuse-activations.ts';
import type { RecordedGraph } from './recorded-graph.ts';
import type { RecordedOp, Value } from './recording.ts';
import type { HostArray } from './session.ts';

/** Which leaves of a graph are compiled in with their present values. */
export type ConstantLeaf = (leaf: Value, index: number) => boolean;

/** The ONNX graph of a recorded graph. Leaves that are not constant become inputs `x<index>`; outputs are `y<index>`. */
export function lowerGraph(graph: RecordedGraph, isConstant: ConstantLeaf, portable = false): OnnxGraph {
  const b = new GraphBuilder({ portable });
  const names = new Map<Value, string>();
  const inputs = graph.leaves.flatMap((leaf, index) => {
    if (isConstant(leaf, index)) {
      const data = leaf.onHost() as HostArray;
      names.set(
        leaf,
        b.initializer(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), leaf.shape, leaf.dtype),
      );
      return [];
    }
    names.set(leaf, `x${index}`);
    return [{ name: `x${index}`, dtype: leaf.dtype, shape: leaf.shape }];
  });
  for (const op of graph.ops) lowerOp(b, op, names);
  const outputs = graph.outputs.map((value, index) => {
    // An identity node gives every output its own name, also where a kernel passes its input through.
    const name = `y${index}`;
    b.nodes.push({
      opType: 'Identity',
      domain: '',
      inputs: [names.get(value) as string],
      outputs: [name],
      attributes: {},
    });
    return { name, dtype: value.dtype, shape: value.shape };
  });
  return {
    inputs,
    outputs,
    initializers: b.initializers,
    nodes: renameOutputs(fuseActivations(b.nodes, b.initializers), graph.outputs.length),
  };
}

function lowerOp(b: GraphBuilder, op: RecordedOp, names: Map<Value, string>): void {
  const operands = op.inputs.map((input) =>
    input === undefined
      ? undefined
      : { name: names.get(input) as string, shape: input.shape, dtype: input.dtype },
  );
  // Rows declare which of their inputs may be absent.
  const lowered = op.row.lower(b, operands as Operand[], op.attrs, op.outputs);
  const results = typeof lowered === 'string' ? [lowered] : lowered;
  op.outputs.forEach((output, index) => {
    names.set(output, results[index] as string);
  });
}

/**
 * Lets the node that makes an output carry the output's name, where it is made by a node of this graph and wanted
 * once: saves a copy.
 */
function renameOutputs(nodes: readonly OnnxNode[], count: number): OnnxNode[] {
  const identities = nodes.slice(nodes.length - count);
  const body = nodes.slice(0, nodes.length - count);
  const made = new Set(body.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const kept: OnnxNode[] = [];
  for (const identity of identities) {
    const source = identity.inputs[0] as string;
    if (made.has(source) && !renamed.has(source)) renamed.set(source, identity.outputs[0] as string);
    else kept.push({ ...identity, inputs: [renamed.get(source) ?? source] });
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  return [
    ...body.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    ...kept,
  ];
}
