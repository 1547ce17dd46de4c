// What a family of networks tells about itself. Everything else (building, recognising, loading, exporting) asks the
// list in families.ts; nothing outside this folder knows a family by its name.
import type * as z from 'zod';
import type { FinesseError } from '../../errors.ts';
import type { WeightFile } from '../../formats/weight-tensors.ts';
import type { HeadShape } from '../classifier-head.ts';
import type { ImageInput, Stage, TextInput } from '../model.ts';
import type { ModelBuilder } from '../model-builder.ts';
import type { Naming } from '../naming.ts';

/** A complete architecture: a family with everything that can vary, enough to build the network again. */
export interface Architecture {
  readonly family: string;
  readonly [field: string]: unknown;
}

/** One kind of network, over its own configuration; `schema` makes that of what a person writes. */
export interface ModelFamily<Config = Architecture> {
  readonly name: string;
  /** As people of any language call it, with the sizes that are published: `ResNet (18, 34, 50, 101, 152)`. */
  readonly title: string;
  readonly reads: 'image' | 'text';
  /** Strict, with a default for each field that the published models share, and bounds that a memory can hold. */
  readonly schema: z.ZodType<Config>;
  input(config: Config): ImageInput | TextInput;
  /** Weights under the same names want other values of pixels, and nothing in them tells: what is taken is said. */
  readonly preparationVaries?: true;
  /** The stages before the head, whose last gives `features`. Parameters have the names of the reference. */
  backbone(config: Config, build: ModelBuilder): Stage[];
  /** Where the reference has its classifier and how that starts. */
  head(config: Config, build: ModelBuilder): HeadShape;
  /** A tensor of every backbone of this family, by which the network is found behind any prefix. */
  readonly marker: string;
  /** What Transformers puts before the names of the backbone, for example `bert.`. */
  readonly hubPrefixes: readonly string[];
  /** How other programs name the tensors. */
  readonly namings: readonly Naming[];
  /**
   * The configuration of a file that has the marker; undefined where it is of another family. Throws what
   * `evidence.refusal` makes for a network that bears the names and computes something else.
   */
  recognise(evidence: Evidence): Readonly<Record<string, unknown>> | undefined;
  /** What reads exported weights of this configuration as they are; null where nothing we know of does. */
  readBy(config: Config): ReadBy | null;
  /** Absent where Transformers has no class with this family's names. */
  readonly hub?: HubClasses<Config>;
}

/** What a weight file shows of the network it is for. */
export interface Evidence {
  /** By canonical name; see `canonicalWeights`. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>;
  /** What stood before the network's names. */
  readonly prefix: string;
  /** The naming that the file follows; undefined where it is the reference's own. */
  readonly naming: Naming | undefined;
  readonly weights: WeightFile;
  /** Content of the config.json beside the weights; empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
  /** models.unknownArchitecture for this file. */
  refusal(reason: string): FinesseError;
}

/** What reads exported weights, and how. */
export interface ReadBy {
  /** Class or function, for example `BertForSequenceClassification`. */
  readonly name: string;
  readonly library: 'transformers' | 'torchvision';
}

/** The classes of Transformers for a family. */
export interface HubClasses<Config> {
  /** Without a head. */
  encoder(config: Config): string;
  /** For a tokenizer of word pieces; absent where the family has none of its own. */
  readonly tokenizer?: string;
  /** The family's own fields of config.json, for the network with its head for classification. */
  config(config: Config, headDropout: number): Readonly<Record<string, unknown>>;
}

/**
 * A family for the list. Its configuration is known inside only: whoever asks through the list gives a family what its
 * own schema made (methods take their parameters bivariantly, so the compiler trusts in that).
 */
export function defineFamily<Config extends { readonly family: string }>(
  family: ModelFamily<Config>,
): ModelFamily<Config> {
  return family;
}
