// What the GPU tests compute, in a process of its own, because a graphics driver may take its process down:
// `node gpu-work.ts <cpu|webgpu> <graphs|pictures|text|limits>` prints one line of JSON.
import * as tf from '@tensorflow/tfjs-core';
import { compileStep } from '../../../src-main/engine/compiled-step.ts';
import { conv2d, dropout, gelu, layerNorm, maxPool2d } from '../../../src-main/engine/fused.ts';
import type { DeviceArray } from '../../../src-main/engine/gpu/device-array.ts';
import { DeviceSession } from '../../../src-main/engine/gpu/device-session.ts';
import { encodeModel } from '../../../src-main/engine/onnx/onnx-encoding.ts';
import type { OnnxGraph } from '../../../src-main/engine/onnx/onnx-graph.ts';
import { openEngine } from '../../../src-main/engine/open-engine.ts';
import { createOptimizer, type OptimizerOptions } from '../../../src-main/engine/optimizer/optimizer.ts';
import type { OrtBackend } from '../../../src-main/engine/ort/ort-backend.ts';
import { Session } from '../../../src-main/engine/ort/session.ts';
import { readVariable, writeVariable } from '../../../src-main/engine/variables.ts';
import type { FinesseError } from '../../../src-main/errors.ts';
import { modelParameters } from '../../../src-main/models/model.ts';
import {
  makeInferenceStep,
  makeTrainingStep,
  trainedParameters,
} from '../../../src-main/training/training-step.ts';
import { type ParityCase, parityModel, readParityCase } from '../../parity/parity-case.ts';

/** What one process found. `values` are compared between providers, by name. */
export interface GpuWork {
  readonly provider: string;
  readonly warnings: readonly string[];
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** After a few and after all steps. */
  /** Code of the error for a device tensor in a graph of the CPU. */
  readonly refused?: string;
  readonly memory?: readonly [MemoryUse, MemoryUse];
}

interface MemoryUse {
  readonly tensors: number;
  readonly deviceArrays: number;
  readonly residentBytes: number;
}

type Found = Omit<GpuWork, 'provider' | 'warnings'>;

const warnings: string[] = [];

/** A variable through a few graphs: read, written, replaced, in steps and outside them. */
function graphs(): Found {
  const wave = (shape: number[]) => tf.reshape(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), shape);
  const values: Record<string, number[]> = {};
  const variable = tf.variable(wave([8, 3, 3, 3]) as tf.Tensor4D);
  const step = compileStep(({ x }) => {
    const y = conv2d(x as tf.Tensor4D, variable, { stride: 2, padding: 1, groups: 1 });
    const rows = tf.reshape(maxPool2d(tf.relu(y), 2, 2, 0), [2, -1]);
    const width = tf.ones([rows.shape[1] as number]);
    return {
      normalised: gelu(layerNorm(rows, width, tf.zerosLike(width), 1e-5)),
      chosen: tf.gather(rows, tf.tensor1d([3, 0, 5], 'int32'), 1),
      dropped: dropout(rows, 0.5, tf.scalar(3, 'int32'), 1),
      largest: tf.argMax(rows, 1),
    };
  });
  const x = {
    dtype: 'float32',
    shape: [2, 3, 16, 16],
    data: wave([2 * 3 * 16 * 16]).dataSync() as Float32Array,
  } as const;
  const record = (round: string) => {
    for (const [name, array] of Object.entries(step.run({ x }))) values[`${round} ${name}`] = [...array];
    values[`${round} outside a step`] = [...tf.mul(variable, 2).dataSync()];
  };
  record('first');
  writeVariable(
    variable,
    readVariable(variable).map((value) => value * 0.5),
  );
  record('written');
  variable.assign(tf.add(variable, 0.1) as tf.Tensor4D);
  record('assigned');
  step.dispose();
  return { values };
}

const steps = 10;
const moreSteps = 15;

/** Ten updates of a network, two batches each, with rates by layer and a clipped gradient; then more, for memory. */
function train(name: string, kind: OptimizerOptions['kind']): Found {
  const parityCase = readParityCase(name);
  const model = parityModel(parityCase);
  const step = makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: true });
  const options = { kind, momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-4, weightDecay: 0.01 };
  const parameters = trainedParameters(model.stages, 0);
  let optimizer = createOptimizer(options, parameters);
  const rows = trainingRows(parityCase);
  const losses: number[] = [];
  const norms: number[] = [];
  const update = () => {
    optimizer.accumulate(step.run(rows).gradients);
    const { loss, gradients } = step.run(rows);
    optimizer.accumulate(gradients);
    losses.push(loss);
    norms.push(optimizer.apply((parameter) => (parameter.startsWith('fc') ? 0.01 : 0.002), 1));
  };
  for (let i = 0; i < steps / 2; i++) update();
  // A checkpoint in the middle: a new optimizer goes on from the state of the old one.
  const state = optimizer.state();
  optimizer.dispose();
  optimizer = createOptimizer(options, parameters);
  optimizer.restore(state);
  for (let i = 0; i < steps / 2; i++) update();
  const inference = makeInferenceStep(model, 0, { frozen: false });
  const frozen = makeInferenceStep(model, 0, { frozen: true });
  const values: Record<string, number[]> = {
    losses: [...losses],
    norms: [...norms],
    probabilities: [...inference.run(rows.inputs)],
    'frozen probabilities': [...frozen.run(rows.inputs)],
  };
  for (const { name: parameter, variable } of modelParameters(model))
    values[parameter] = [...readVariable(variable)];
  const before = memoryUse();
  for (let i = 0; i < moreSteps; i++) update();
  return { values, memory: [before, memoryUse()] };
}

function memoryUse(): MemoryUse {
  const { device } = tf.backend() as OrtBackend;
  return {
    tensors: tf.memory().numTensors,
    deviceArrays: device?.living ?? 0,
    residentBytes: process.memoryUsage.rss(),
  };
}

/** A graph that WebGPU takes and then cannot run, and one of the CPU that is fed with a tensor of the device. */
function limits(): Found {
  const { device } = tf.backend() as OrtBackend;
  const graph = cubeGraph();
  const options = { name: 'a cube', purpose: 'training', threads: 1, resident: new Set(['y']) } as const;
  const session = new DeviceSession(device!, graph, options);
  const cube = new Float32Array(27).fill(1);
  const feeds = {
    x: device!.upload(cube, [1, 1, 3, 3, 3]),
    w: device!.upload(cube.slice(0, 8), [1, 1, 2, 2, 2]),
  };
  const y = session.run(feeds).y as DeviceArray;
  const values = { first: [...y.read()], again: [...(session.run(feeds).y as DeviceArray).read()] };
  const host = new Session(encodeModel(graph), { threads: 1, purpose: 'training' });
  let refused = '';
  try {
    host.run({ x: feeds.x.tensor, w: feeds.w.tensor }, { y: null });
  } catch (error) {
    refused = (error as FinesseError).code;
  }
  session.dispose();
  return { values, refused };
}

/** A transposed convolution of a cube. */
function cubeGraph(): OnnxGraph {
  const node = { opType: 'ConvTranspose', domain: '', inputs: ['x', 'w'], outputs: ['y'], attributes: {} };
  return {
    inputs: [
      { name: 'x', dtype: 'float32', shape: [1, 1, 3, 3, 3] },
      { name: 'w', dtype: 'float32', shape: [1, 1, 2, 2, 2] },
    ],
    outputs: [{ name: 'y', dtype: 'float32', shape: [1, 1, 4, 4, 4] }],
    initializers: [],
    nodes: [node],
  };
}

function trainingRows({ batch, classes, imageSize, inputIds, attentionMask, tokenTypeIds }: ParityCase) {
  const targets = Float32Array.from({ length: batch * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % classes ? 1 : 0,
  );
  const common = { targets, weights: new Float32Array(batch).fill(1), seed: 1 };
  if (imageSize !== undefined) {
    const shape = [batch, 3, imageSize, imageSize];
    const data = Float32Array.from({ length: batch * 3 * imageSize ** 2 }, (_, i) => Math.sin(i));
    return { ...common, inputs: { x: { dtype: 'float32', shape, data } as const } };
  }
  const tokens = (table: readonly (readonly number[])[]) =>
    ({ dtype: 'int32', shape: [batch, table[0]!.length], data: Int32Array.from(table.flat()) }) as const;
  const inputs = {
    inputIds: tokens(inputIds!),
    attentionMask: tokens(attentionMask!),
    tokenTypeIds: tokens(tokenTypeIds!),
  };
  return { ...common, inputs };
}

const [provider, work] = process.argv.slice(2) as ['cpu' | 'webgpu', keyof typeof works];
const works = {
  graphs,
  limits,
  pictures: () => train('cifar-resnet-8', 'sgd'),
  text: () => train('bert-2x32', 'adamw'),
};
const opened = await openEngine({
  backend: 'ort',
  provider,
  threads: 2,
  onWarning: ({ message }) => warnings.push(message),
});
console.log(JSON.stringify({ provider: opened.provider, warnings, ...works[work]() } satisfies GpuWork));
