// OnnxGraph -> the bytes of an ONNX model. Field numbers: onnx.proto of the ONNX specification, IR version 10.
import protobuf from 'protobufjs/minimal.js';
import type {
  OnnxAttribute,
  OnnxDtype,
  OnnxGraph,
  OnnxInitializer,
  OnnxNode,
  OnnxValue,
} from './onnx-graph.ts';

const irVersion = 10;
/** Operator set of the default domain that every lowering is written for. */
export const onnxOpset = 21;

const dtypeNumbers: Readonly<Record<OnnxDtype, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
};

type Writer = protobuf.Writer;

const varint = 0;
const delimited = 2;
const fixed32 = 5;
const tag = (field: number, wire: number) => (field << 3) | wire;

/** Encodes a model of one graph. `metadata` becomes metadata_props. */
export function encodeModel(graph: OnnxGraph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const w = protobuf.Writer.create();
  w.uint32(tag(1, varint)).int64(irVersion);
  text(w, 2, 'finesse');
  message(w, 7, () => writeGraph(w, graph));
  for (const [domain, version] of opsets(graph)) {
    message(w, 8, () => {
      text(w, 1, domain);
      w.uint32(tag(2, varint)).int64(version);
    });
  }
  for (const [key, value] of Object.entries(metadata)) {
    message(w, 14, () => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  return w.finish();
}

function opsets(graph: OnnxGraph): [string, number][] {
  const domains = new Set(graph.nodes.map((node) => node.domain));
  domains.delete('');
  return [['', onnxOpset], ...[...domains].map((domain): [string, number] => [domain, 1])];
}

function writeGraph(w: Writer, graph: OnnxGraph): void {
  for (const node of graph.nodes) message(w, 1, () => writeNode(w, node));
  text(w, 2, 'finesse');
  for (const initializer of graph.initializers) message(w, 5, () => writeTensor(w, initializer));
  for (const value of graph.inputs) message(w, 11, () => writeValue(w, value));
  for (const value of graph.outputs) message(w, 12, () => writeValue(w, value));
}

function writeNode(w: Writer, node: OnnxNode): void {
  for (const input of node.inputs) text(w, 1, input);
  for (const output of node.outputs) text(w, 2, output);
  text(w, 4, node.opType);
  for (const [name, value] of Object.entries(node.attributes))
    message(w, 5, () => writeAttribute(w, name, value));
  if (node.domain !== '') text(w, 7, node.domain);
}

function writeAttribute(w: Writer, name: string, value: OnnxAttribute): void {
  text(w, 1, name);
  const kind = (number: number) => w.uint32(tag(20, varint)).int32(number);
  if (typeof value === 'number') {
    w.uint32(tag(3, varint)).int64(value);
    kind(2);
  } else if (typeof value === 'string') {
    text(w, 4, value);
    kind(3);
  } else if ('float' in value) {
    w.uint32(tag(2, fixed32)).float(value.float);
    kind(1);
  } else if ('floats' in value) {
    for (const number of value.floats) w.uint32(tag(7, fixed32)).float(number);
    kind(6);
  } else {
    for (const number of value) w.uint32(tag(8, varint)).int64(number);
    kind(7);
  }
}

function writeTensor(w: Writer, tensor: OnnxInitializer): void {
  for (const size of tensor.shape) w.uint32(tag(1, varint)).int64(size);
  w.uint32(tag(2, varint)).int32(dtypeNumbers[tensor.dtype]);
  text(w, 8, tensor.name);
  w.uint32(tag(9, delimited)).bytes(tensor.bytes);
}

function writeValue(w: Writer, value: OnnxValue): void {
  text(w, 1, value.name);
  message(w, 2, () =>
    message(w, 1, () => {
      w.uint32(tag(1, varint)).int32(dtypeNumbers[value.dtype]);
      message(w, 2, () => {
        for (const size of value.shape) message(w, 1, () => writeDimension(w, size));
      });
    }),
  );
}

function writeDimension(w: Writer, size: number | string): void {
  if (typeof size === 'string') text(w, 2, size);
  else w.uint32(tag(1, varint)).int64(size);
}

function text(w: Writer, field: number, value: string): void {
  w.uint32(tag(field, delimited)).string(value);
}

function message(w: Writer, field: number, body: () => void): void {
  w.uint32(tag(field, delimited)).fork();
  body();
  w.ldelim();
}
