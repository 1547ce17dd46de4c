// The head of every network: dropout, then one linear layer to the classes.
import type * as tf from '@tensorflow/tfjs-core';
import type { Initialiser } from './initialisers.ts';
import { dropoutLayer, type Layer, linearLayer } from './layers.ts';
import type { Stage } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';

export interface HeadShape {
  /** Name of the linear layer in the reference implementation: fc, linear, classifier.1, classifier. */
  readonly name: string;
  readonly width: number;
  readonly init: Initialiser;
  readonly biasInit?: Initialiser;
  /** A layer between features and dropout, [batch, width] -> [batch, width]. */
  readonly before?: Layer | undefined;
  /** Dropout stands before that layer too. */
  readonly dropsFeatures?: boolean;
}

/** features float32[batch, width] -> logits float32[batch, classes]. Its last two parameters are those of the outputs. */
export function classifierHead(build: ModelBuilder, shape: HeadShape): Stage {
  const { classes, headDropout } = build.options;
  const first = shape.dropsFeatures === true ? dropoutLayer(build, shape.name, headDropout) : undefined;
  const drop = dropoutLayer(build, shape.name, headDropout);
  const classifier = linearLayer(build, shape.name, {
    from: shape.width,
    to: classes,
    init: shape.init,
    biasInit: shape.biasInit,
  });
  return {
    name: 'head',
    parameters: [...(shape.before?.parameters ?? []), ...classifier.parameters],
    outputs: { logits: [null, classes] },
    forward(inputs, context) {
      const given = inputs.features as tf.Tensor;
      const features = first === undefined ? given : first.apply(given, context);
      const hidden = shape.before === undefined ? features : shape.before.apply(features);
      return { logits: classifier.apply(drop.apply(hidden, context)) };
    },
  };
}
