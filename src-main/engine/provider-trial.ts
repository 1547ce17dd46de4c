// Tries one execution provider and prints a ProviderTrial: `node provider-trial.ts <provider> <parent's process id>`.
import '../no-telemetry.ts';
import { endWithParent } from '../end-with-parent.ts';
import type { Message } from '../errors.ts';
import { measureTrainingStep } from './backend-speed.ts';
import { Device, firstLine } from './gpu/device.ts';
import { encodeModel } from './onnx/onnx-encoding.ts';
import type { OnnxGraph } from './onnx/onnx-graph.ts';
import { openEngine } from './open-engine.ts';
import { ortTensor, Session } from './ort/session.ts';
import type { ProviderTrial } from './provider-probe.ts';

/** Providers that Finesse can train on. */
async function trainingTrial(provider: 'cpu' | 'webgpu'): Promise<ProviderTrial> {
  const warnings: string[] = [];
  const onWarning = ({ message }: Message) => warnings.push(message);
  // Opened here first, because openEngine goes on without a device that does not work.
  if (provider === 'webgpu') new Device(onWarning).dispose();
  await openEngine({ backend: 'ort', provider, onWarning });
  const ms = measureTrainingStep();
  return warnings.length > 0 ? { said: warnings.join(' ') } : { measured: 'a training step', ms };
}

const size = 512;
const runs = 5;

/** Providers that the library has and Finesse does not use. */
function productTrial(provider: string): ProviderTrial {
  const session = new Session(encodeModel(productGraph()), { threads: 1, purpose: 'frozen', provider });
  const x = ortTensor('float32', new Float32Array(size * size).fill(1), [size, size]);
  const run = () => {
    const started = performance.now();
    session.run({ x }, { y: null });
    return performance.now() - started;
  };
  run();
  const times = Array.from({ length: runs }, run).sort((a, b) => a - b);
  return { measured: 'a matrix product; training does not use it', ms: times[Math.floor(runs / 2)]! };
}

function productGraph(): OnnxGraph {
  const value = (name: string) => ({ name, dtype: 'float32', shape: [size, size] }) as const;
  const node = { opType: 'MatMul', domain: '', inputs: ['x', 'x'], outputs: ['y'], attributes: {} };
  return { inputs: [value('x')], outputs: [value('y')], initializers: [], nodes: [node] };
}

async function trial(provider: string): Promise<ProviderTrial> {
  try {
    return provider === 'cpu' || provider === 'webgpu'
      ? await trainingTrial(provider)
      : productTrial(provider);
  } catch (error) {
    // The cause is what the provider said; the error around it gives advice that the doctor gives itself.
    return { said: firstLine(error instanceof Error && error.cause !== undefined ? error.cause : error) };
  }
}

const [, , provider, parentPid] = process.argv;
endWithParent({ parentPid: Number(parentPid), graceMs: 0 });
console.log(JSON.stringify(await trial(provider!)));
