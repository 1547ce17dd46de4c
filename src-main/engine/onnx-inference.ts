// Runs a finished ONNX model in plain ONNX Runtime, as another program would: for parity checks of exports.
import type { StepInputs, StepOutputs } from './compiled-step.ts';
import { type HostArray, ortTensor, Session } from './ort/session.ts';

/** A model held open to be run with other inputs. */
export interface OnnxModel {
  /** Outputs by name, all of them. Inputs the model does not have are left out. Throws ONNX Runtime's error. */
  run(inputs: StepInputs): StepOutputs;
  dispose(): void;
}

/** Opens the bytes of a model. Throws ONNX Runtime's error where they are none. */
export function openOnnxModel(model: Uint8Array): OnnxModel {
  const session = new Session(model, { threads: 1, purpose: 'frozen' });
  const fetches = Object.fromEntries(session.outputNames.map((name) => [name, null]));
  return {
    run(inputs) {
      const known = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
      const feeds = known.map(
        ([name, input]) => [name, ortTensor(input.dtype, input.data, input.shape)] as const,
      );
      const results = session.run(Object.fromEntries(feeds), fetches);
      return Object.fromEntries(session.outputNames.map((name) => [name, results[name]?.data as HostArray]));
    },
    dispose: () => session.dispose(),
  };
}

/** Outputs of a model by name, for inputs that come once. */
export function runOnnxModel(model: Uint8Array, inputs: StepInputs): StepOutputs {
  const opened = openOnnxModel(model);
  try {
    return opened.run(inputs);
  } finally {
    opened.dispose();
  }
}
