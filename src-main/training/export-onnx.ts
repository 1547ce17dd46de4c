// The forward pass of a finished run as one ONNX file, and how that file is asked the same as the run.
import * as tf from '@tensorflow/tfjs-core';
import type { StepInput, StepInputs } from '../engine/compiled-step.ts';
import { type OnnxModel, openOnnxModel } from '../engine/onnx-inference.ts';
import { openEngine } from '../engine/open-engine.ts';
import { exportGraph } from '../engine/ort/export-graph.ts';
import type { DecisionRule } from '../evaluation/decision.ts';
import { runStages } from '../models/build-model.ts';
import type { Model } from '../models/model.ts';
import { trainingError } from './errors.ts';
import type { ModelFile } from './run-files.ts';
import { type InputPreparation, tokenLimit } from './split-batches.ts';
import { inference } from './training-step.ts';

/** What is written of a run: its network and how examples become inputs. */
export interface ExportSource {
  readonly model: Model;
  readonly preparation: InputPreparation;
  readonly file: ModelFile;
  /** Kept with the run; null or absent: the most probable class is the answer. */
  readonly rule?: DecisionRule | null;
}

/** Bytes of the ONNX model. Opens the `ort` backend, which writes graphs, whatever the run was trained on. */
export async function onnxBytes(source: ExportSource): Promise<Uint8Array> {
  const { backend, provider } = source.file.engine;
  if (tf.getBackend() !== 'ort' || backend !== 'ort') await openEngine({ backend: 'ort', provider });
  return exportGraph((values) => forward(source.model, values), {
    inputs: syntheticInputs(source, 1),
    metadata: exportMetadata(source),
  });
}

/** Inputs of the network -> logits and probabilities, float32[batch, classes]. */
export function forward(model: Model, inputs: tf.NamedTensorMap): tf.NamedTensorMap {
  const { logits } = runStages(model, inputs, { context: inference });
  return { logits: logits as tf.Tensor, probabilities: tf.softmax(logits as tf.Tensor) };
}

/** Inputs that reach every part of the network: smooth pictures; texts of every token, one of them shorter. */
export function syntheticInputs({ model, preparation }: ExportSource, rows: number): StepInputs {
  const { input } = model;
  if (input.kind === 'image') {
    const shape = [rows, 3, input.height, input.width];
    const data = Float32Array.from(
      { length: rows * 3 * input.height * input.width },
      (_, i) => 2 * Math.sin(i * 0.013),
    );
    return { x: { dtype: 'float32', shape, data } };
  }
  const tokens = tokenLimit(preparation);
  const ids = (value: (row: number, column: number) => number): StepInput => ({
    dtype: 'int32',
    shape: [rows, tokens],
    data: Int32Array.from({ length: rows * tokens }, (_, i) => value(Math.floor(i / tokens), i % tokens)),
  });
  return {
    inputIds: ids((row, column) => (row * 7919 + column * 104729) % input.vocabularySize),
    attentionMask: ids((row, column) => Number(row % 2 === 0 || column < tokens / 2)),
    tokenTypeIds: ids(() => 0),
  };
}

/** Text inputs of any length, padded to the one length the exported graph takes. */
export function padToExport(inputs: StepInputs, { preparation }: ExportSource): StepInputs {
  if (inputs.inputIds === undefined) return inputs;
  const tokens = tokenLimit(preparation);
  const padId = preparation.tokenizer?.padId ?? 0;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, data }]) => {
      const [rows, length] = shape as [number, number];
      const padded = new Int32Array(rows * tokens).fill(name === 'inputIds' ? padId : 0);
      for (let row = 0; row < rows; row++)
        padded.set((data as Int32Array).subarray(row * length, (row + 1) * length), row * tokens);
      return [name, { dtype, shape: [rows, tokens], data: padded }];
    }),
  );
}

/** An ONNX file opened as another program would, in plain ONNX Runtime. */
export function openExported(bytes: Uint8Array, path: string): OnnxModel {
  try {
    return openOnnxModel(bytes);
  } catch (cause) {
    throw trainingError('exportUnreadable', { path, problem: (cause as Error).message }, cause);
  }
}

function exportMetadata({ model, preparation, file, rule }: ExportSource): Record<string, string> {
  const { resize, whiteLevel } = preparation;
  const preprocessing =
    model.input.kind === 'image'
      ? { ...model.input, resize, whiteLevel }
      : { ...model.input, maxTokens: tokenLimit(preparation) };
  return {
    task: file.task,
    classes: JSON.stringify(file.classes),
    preprocessing: JSON.stringify(preprocessing),
    architecture: JSON.stringify(file.architecture),
    ...(rule ? { decision: JSON.stringify(rule) } : {}),
  };
}
