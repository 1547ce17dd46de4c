// Reading a configuration from the names and shapes of tensors, for the families' `recognise`.
import { hubPreparation } from '../hub-preparation.ts';
import { toldPooling } from '../pooling.ts';
import type { Evidence } from './family.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Throws where the tensor is missing. */
export function shapeOf({ tensors, refusal }: Evidence, name: string): readonly number[] {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw refusal(`${name} is missing`);
  return tensor.shape;
}

/** 0 where the tensor has no such axis. */
export function sizeAt(evidence: Evidence, name: string, axis: number): number {
  return shapeOf(evidence, name)[axis] ?? 0;
}

/** One more than the largest number that the pattern's group finds. */
export function countIndexed({ tensors }: Evidence, pattern: RegExp): number {
  const indices = [...tensors.keys()].map((name) => Number(pattern.exec(name)?.[1] ?? -1));
  return indices.reduce((most, index) => Math.max(most, index + 1), 0);
}

/** Mean, deviation and size that the files beside the weights tell. Throws models.badPreparation. */
export function toldPicture({ weights }: Evidence): Fields {
  const { mean, std, imageSize } = hubPreparation(weights) ?? {};
  return {
    ...(mean !== undefined && { mean }),
    ...(std !== undefined && { std }),
    ...(imageSize !== undefined && { imageSize }),
  };
}

/** The pooling that the folder tells; nothing where it does not, or tells of one that is not supported. */
export function toldTextPooling({ weights }: Evidence): Fields {
  const told = toldPooling(weights.metadata.pooling);
  return told ? { pooling: told } : {};
}

export interface NeededClass {
  readonly modelTypes: readonly string[];
  /** Activation that the family computes. */
  readonly activation: string;
  /** Field of config.json that names it. */
  readonly activationField: string;
}

/** Throws where config.json is of another class of Transformers, or of one with another activation. */
export function refuseOtherClass({ config, refusal }: Evidence, needed: NeededClass): void {
  const { modelTypes, activation, activationField } = needed;
  const { model_type: type, [activationField]: found } = config;
  if (type !== undefined && !modelTypes.includes(String(type)))
    throw refusal(`its config.json says model_type ${type}`);
  if (found !== undefined && found !== activation)
    throw refusal(`its config.json says activation ${found}, only ${activation} is supported`);
}

/** Throws where config.json is of pictures of other than three channels. */
export function refuseOtherChannels({ config, refusal }: Evidence): void {
  const { num_channels: channels } = config;
  if (channels !== undefined && channels !== 3)
    throw refusal(`its config.json says num_channels ${channels}, needed 3`);
}
