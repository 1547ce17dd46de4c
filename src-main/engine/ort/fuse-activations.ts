// A pass over the nodes of a lowered graph: a ReLU or clip directly behind a FusedConv becomes its activation, which
// saves a pass over the tensor and the tensor itself. (Training graphs are compiled without ONNX Runtime's own passes.)
import type { OnnxInitializer, OnnxNode } from '../onnx/onnx-graph.ts';

type Attributes = OnnxNode['attributes'];

/** The nodes with such pairs joined, where nothing else reads the value between them. Order is kept. */
export function fuseActivations(
  nodes: readonly OnnxNode[],
  initializers: readonly OnnxInitializer[],
): OnnxNode[] {
  const readers = new Map<string, number>();
  for (const input of nodes.flatMap((node) => node.inputs)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const convolutions = new Map(
    nodes.filter(takesActivation).map((node): [string, OnnxNode] => [node.outputs[0], node]),
  );
  const fused = new Map<OnnxNode, OnnxNode | undefined>();
  for (const node of nodes) {
    const convolution = convolutions.get(node.inputs[0]);
    if (convolution === undefined || readers.get(node.inputs[0]) !== 1) continue;
    const activation = activationOf(node, initializers);
    if (activation === undefined) continue;
    const attributes = { ...convolution.attributes, ...activation };
    fused.set(convolution, { ...convolution, outputs: node.outputs, attributes });
    fused.set(node, undefined);
  }
  return nodes.flatMap((node) => {
    const changed = fused.has(node) ? fused.get(node) : node;
    return changed === undefined ? [] : [changed];
  });
}

function takesActivation(node: OnnxNode): boolean {
  return node.opType === 'FusedConv' && !('activation' in node.attributes);
}

function activationOf(node: OnnxNode, initializers: readonly OnnxInitializer[]): Attributes | undefined {
  if (node.opType === 'Relu') return { activation: 'Relu' };
  if (node.opType !== 'Clip') return undefined;
  const bounds = node.inputs.slice(1).map((name) => scalarOf(initializers.find((one) => one.name === name)));
  if (bounds.length !== 2 || bounds.includes(undefined)) return undefined;
  return { activation: 'Clip', activation_params: { floats: bounds as number[] } };
}

function scalarOf(initializer: OnnxInitializer | undefined): number | undefined {
  if (initializer?.dtype !== 'float32' || initializer.bytes.byteLength !== 4) return undefined;
  const { bytes } = initializer;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}
