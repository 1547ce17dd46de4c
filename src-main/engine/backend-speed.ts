// How fast the current backend trains: one small network, the same for every backend.
import * as tf from '@tensorflow/tfjs-core';
import { type CompiledStep, compileStep, type StepInputs } from './compiled-step.ts';
import { conv2d, linear, softmaxCrossEntropy } from './fused.ts';

const batch = 4;
const side = 16;
const channels = 16;
const classes = 10;
const steps = 5;

/** Median milliseconds of a training step (forward and gradients) of a two-layer convolutional network. */
export function measureTrainingStep(): number {
  const variables = networkVariables();
  const step = networkStep(variables);
  const inputs = networkInputs();
  step.run(inputs);
  const times = Array.from({ length: steps }, () => {
    const started = performance.now();
    step.run(inputs);
    return performance.now() - started;
  });
  step.dispose();
  tf.dispose(Object.values(variables));
  return times.sort((a, b) => a - b)[Math.floor(steps / 2)] as number;
}

function networkVariables() {
  const weights = (shape: number[]) =>
    tf.tidy(() =>
      tf.variable(tf.reshape(tf.mul(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), 0.1), shape)),
    );
  return {
    first: weights([channels, 3, 3, 3]) as tf.Variable<tf.Rank.R4>,
    second: weights([channels, channels, 3, 3]) as tf.Variable<tf.Rank.R4>,
    weight: weights([classes, channels]) as tf.Variable<tf.Rank.R2>,
    bias: weights([classes]) as tf.Variable<tf.Rank.R1>,
  };
}

function networkStep(variables: ReturnType<typeof networkVariables>): CompiledStep {
  const options = { stride: 1, padding: 1, groups: 1 };
  const list = Object.values(variables) as tf.Variable[];
  return compileStep(({ x, targets }) => {
    const { value, grads } = tf.variableGrads(() => {
      const hidden = tf.relu(conv2d(x as tf.Tensor4D, variables.first, options));
      const pooled = tf.mean(tf.relu(conv2d(hidden, variables.second, options)), [2, 3]);
      const logits = linear(pooled, variables.weight, variables.bias) as tf.Tensor2D;
      return softmaxCrossEntropy(logits, targets as tf.Tensor2D, tf.ones([batch]) as tf.Tensor1D);
    }, list);
    return { loss: value, ...grads };
  });
}

function networkInputs(): StepInputs {
  const targets = new Float32Array(batch * classes);
  for (let row = 0; row < batch; row++) targets[row * classes + row] = 1;
  const x = Float32Array.from({ length: batch * 3 * side * side }, (_, i) => Math.sin(i));
  return {
    x: { dtype: 'float32', shape: [batch, 3, side, side], data: x },
    targets: { dtype: 'float32', shape: [batch, classes], data: targets },
  };
}
