// From an architecture to a network: the backbone of its family, and a head for classes on it.
import type * as tf from '@tensorflow/tfjs-core';
import { parseArchitecture } from './architecture.ts';
import { classifierHead } from './classifier-head.ts';
import { familyNamed } from './families/families.ts';
import type { ForwardContext, Model } from './model.ts';
import { assembleModel, type BuildOptions, modelBuilder } from './model-builder.ts';

/**
 * Builds the network of an architecture with freshly drawn weights; the same seed draws the same weights.
 * Takes what a recipe says (`{ family: 'bert', layers: 4, hiddenSize: 256 }`) and fills in the rest.
 * Throws models.invalidArchitecture.
 */
export function buildModel(architecture: Readonly<Record<string, unknown>>, options: BuildOptions): Model {
  const config = parseArchitecture(architecture);
  const family = familyNamed(config.family);
  const build = modelBuilder(options);
  const backbone = family.backbone(config, build);
  build.beginHead();
  const stages = [...backbone, classifierHead(build, family.head(config, build))];
  return assembleModel({ family: family.name, config, input: family.input(config), stages }, options);
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
