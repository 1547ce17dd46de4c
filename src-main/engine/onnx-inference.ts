// Runs a finished ONNX model in plain ONNX Runtime, as another program would: for parity checks of exports.
import type { StepInputs, StepOutputs } from './compiled-step.ts';
import { type HostArray, ortTensor, Session } from './ort/session.ts';

/** Outputs of a model by name, all of them. Inputs the model does not have are left out. Throws ONNX Runtime's error. */
export function runOnnxModel(model: Uint8Array, inputs: StepInputs): StepOutputs {
  const session = new Session(model, { threads: 1, purpose: 'frozen' });
  try {
    const known = Object.entries(inputs).filter(([name]) => session.inputNames.includes(name));
    const feeds = known.map(
      ([name, input]) => [name, ortTensor(input.dtype, input.data, input.shape)] as const,
    );
    const fetches = session.outputNames.map((name) => [name, null] as const);
    const results = session.run(Object.fromEntries(feeds), Object.fromEntries(fetches));
    return Object.fromEntries(session.outputNames.map((name) => [name, results[name]?.data as HostArray]));
  } finally {
    session.dispose();
  }
}
