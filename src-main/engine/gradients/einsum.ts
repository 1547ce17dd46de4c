// Gradient of Einsum, which TF.js lacks: an einsum again, with the output's gradient in the place of the operand.
import * as tf from '@tensorflow/tfjs-core';

/**
 * d/dx of einsum('x,others->out') is einsum('out,others->x'). A label of x that neither the output nor another operand
 * has was summed over, so its gradient is the same all along that axis.
 */
function operandGradient(
  dy: tf.Tensor,
  operands: readonly tf.Tensor[],
  equation: string,
  index: number,
): tf.Tensor {
  const [left, output] = equation.replaceAll(/\s/g, '').split('->') as [string, string];
  const terms = left.split(',');
  const own = terms[index] as string;
  const otherTerms = terms.filter((_, other) => other !== index);
  const others = operands.filter((_, other) => other !== index);
  const known = [output, ...otherTerms].join('');
  const reached = [...own].filter((label) => known.includes(label)).join('');
  const gradient = tf.einsum(`${[output, ...otherTerms].join(',')}->${reached}`, dy, ...others);
  const { shape } = operands[index] as tf.Tensor;
  if (reached === own) return gradient;
  const expanded = shape.map((length, axis) => (reached.includes(own[axis] as string) ? length : 1));
  return tf.broadcastTo(tf.reshape(gradient, expanded), shape);
}

/** Registers the gradient; once per process. */
export function registerEinsumGradient(): void {
  tf.registerGradient({
    kernelName: tf.Einsum,
    saveAllInputs: true,
    gradFunc(dy, operands, attrs) {
      const equation = attrs.equation as string;
      const gradients = operands.map(
        (_, index) => () => operandGradient(dy as tf.Tensor, operands, equation, index),
      );
      // Kernels with a list of inputs give their gradients in a list, whatever TF.js's types say.
      return gradients as unknown as ReturnType<tf.GradFunc>;
    },
  });
}
