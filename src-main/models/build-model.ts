// From an architecture to a network: one row for each family.

import type * as tf from '@tensorflow/tfjs-core';
import { type Architecture, parseArchitecture } from './architecture.ts';
import { buildBert } from './bert.ts';
import { buildCifarResnet } from './cifar-resnet.ts';
import { buildDistilbert } from './distilbert.ts';
import { buildMobilenetV2 } from './mobilenet-v2.ts';
import type { ForwardContext, Model } from './model.ts';
import type { BuildOptions } from './model-builder.ts';
import { buildResnet } from './resnet.ts';

/**
 * Builds the network of an architecture with freshly drawn weights; the same seed draws the same weights.
 * Takes what a recipe says (`{ family: 'bert', layers: 4, hiddenSize: 256 }`) and fills in the rest.
 * Throws models.invalidArchitecture.
 */
export function buildModel(architecture: Readonly<Record<string, unknown>>, options: BuildOptions): Model {
  const config: Architecture = parseArchitecture(architecture);
  switch (config.family) {
    case 'resnet':
      return buildResnet(config, options);
    case 'cifar-resnet':
      return buildCifarResnet(config, options);
    case 'mobilenet-v2':
      return buildMobilenetV2(config, options);
    case 'bert':
      return buildBert(config, options);
    case 'distilbert':
      return buildDistilbert(config, options);
    default:
      return config satisfies never;
  }
}

/** Runs stages in order. `from` and `to` count stages, `to` exclusive, so that parts of the chain can run alone. */
export function runStages(
  model: Model,
  inputs: tf.NamedTensorMap,
  options: { readonly context: ForwardContext; readonly from?: number; readonly to?: number },
): tf.NamedTensorMap {
  const { context, from = 0, to = model.stages.length } = options;
  return model.stages.slice(from, to).reduce((values, stage) => stage.forward(values, context), inputs);
}
