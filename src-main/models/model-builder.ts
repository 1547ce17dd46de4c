// What a family's file builds with: makes named, initialised variables and puts stages together to a model.
import * as tf from '@tensorflow/tfjs-core';
import { type Initialiser, sizeOf } from './initialisers.ts';
import type { ImageInput, Model, Parameter, Stage, TextInput } from './model.ts';
import { seededRandom } from './seeded-random.ts';

export interface BuildOptions {
  readonly classes: number;
  /** Share of the features dropped before the classifier while training, [0, 1). */
  readonly headDropout: number;
  /** Seed of the initial weights. */
  readonly seed: number;
  /** Seed of the head; `seed` when absent. */
  readonly headSeed?: number | undefined;
  /** `zeros` where pretrained weights are loaded next and drawing random ones would be wasted time. */
  readonly backbone?: 'random' | 'zeros';
}

/** State of one construction. Layers ask it for parameters and for the salt of their dropout masks. */
export interface ModelBuilder {
  readonly options: BuildOptions;
  parameter(name: string, shape: readonly number[], init: Initialiser): Parameter;
  buffer(name: string, shape: readonly number[], init: Initialiser): Parameter;
  /** A number no other dropout layer of this model has. */
  salt(): number;
  /** From here on parameters belong to the head: always drawn, never left at zero. */
  beginHead(): void;
}

let modelsBuilt = 0;

export function modelBuilder(options: BuildOptions): ModelBuilder {
  const prefix = `model${modelsBuilt++}`;
  let salts = 0;
  let draws = options.backbone !== 'zeros';
  let { seed } = options;
  const make = (kind: Parameter['kind'], name: string, shape: readonly number[], init: Initialiser) => {
    const values = draws ? init(shape, seededRandom(seed, name)) : new Float32Array(sizeOf(shape));
    const initial = tf.tensor(values, [...shape], 'float32');
    const variable = tf.variable(initial, kind === 'parameter', `${prefix}/${name}`);
    initial.dispose();
    return { name, kind, decay: kind === 'parameter' && shape.length > 1, variable } as const;
  };
  return {
    options,
    parameter: (name, shape, init) => make('parameter', name, shape, init),
    buffer: (name, shape, init) => make('buffer', name, shape, init),
    salt: () => ++salts,
    beginHead: () => {
      draws = true;
      seed = options.headSeed ?? seed;
    },
  };
}

export interface ModelParts {
  readonly family: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: ImageInput | TextInput;
  readonly stages: readonly Stage[];
}

/** Puts a model together; the last of `stages` is the head. */
export function assembleModel(parts: ModelParts, options: BuildOptions): Model {
  return {
    ...parts,
    classes: options.classes,
    dispose() {
      for (const { variable } of parts.stages.flatMap((stage) => stage.parameters)) {
        variable.dispose();
      }
    },
  };
}
