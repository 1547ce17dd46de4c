// What preprocessing does to a person's own examples, as plain values. Types only: the screens show them.
// Small pictures travel inside as `data:image/...` addresses; there are few of them.
import type { KindName } from '../../facts/kinds.ts';

export interface PicturePreview {
  readonly kind: 'image';
  /** The network's input, pixels. */
  readonly width: number;
  readonly height: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Augmentation is on in training. */
  readonly augmented: boolean;
  readonly items: readonly PicturePreviewItem[];
}

export interface PicturePreviewItem {
  readonly index: number;
  readonly label: string;
  /** Size of the file, pixels. */
  readonly width: number;
  readonly height: number;
  /** After resizing, as validation and test see it. */
  readonly resized: string;
  /** As training sees it where epochs 1, 2, ... read the pictures themselves; empty without augmentation. */
  readonly variants: readonly { readonly epoch: number; readonly picture: string }[];
  readonly steps: readonly PictureStep[];
}

/** One thing that is done, with numbers before and after. The renderer says it in words. */
export type PictureStep =
  | {
      readonly step: 'decode';
      readonly format: string;
      readonly width: number;
      readonly height: number;
      /** Turned upright as its EXIF orientation says. */
      readonly turned: boolean;
      /** Of 16 bits, where not all of them are used: the value that becomes white. */
      readonly whiteLevel: number | null;
    }
  | {
      readonly step: 'resize';
      readonly method: 'crop' | 'squash' | 'pad';
      readonly from: readonly [width: number, height: number];
      readonly to: readonly [width: number, height: number];
      /** Share of the picture's area that is lost (crop), and by how much it is distorted (squash) or black (pad). */
      readonly lost: number;
      readonly distortion: number;
      readonly padding: number;
      /** Above 1: enlarged. */
      readonly scale: number;
    }
  | {
      readonly step: 'normalise';
      /** Channel means and deviations, red, green, blue: 0 to 255 before, the network's numbers after. */
      readonly before: ChannelStatistics;
      readonly after: ChannelStatistics;
    };

export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly min: number;
  readonly max: number;
}

export interface TokenView {
  readonly id: number;
  readonly text: string;
  /** [CLS], [SEP] and the like. */
  readonly special: boolean;
  /** Not in the vocabulary. */
  readonly unknown: boolean;
}

export interface TextPreview {
  readonly kind: 'text';
  /** Longest text the network reads, tokens: the recipe's or the model's, whichever is smaller. */
  readonly maxTokens: number;
  readonly vocabularySize: number;
  /** given: belongs to the weights; learnt: made from the training texts. */
  readonly tokenizer: 'given' | 'learnt';
  readonly lowerCases: boolean;
  readonly items: readonly TextPreviewItem[];
  readonly lengths: TokenLengths;
}

export interface TextPreviewItem {
  readonly index: number;
  readonly label: string;
  readonly text: string;
  /** All tokens, at most 1,024. */
  readonly tokens: readonly TokenView[];
  /** Tokens the network sees; the rest is cut. Equal to `tokens.length` where nothing is. */
  readonly numKept: number;
  readonly numUnknown: number;
}

/** Token counts of the texts, special tokens included. */
export interface TokenLengths {
  /** Texts that were counted, and of how many. */
  readonly sampled: number;
  readonly of: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly shareCut: number;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  /** Of all tokens. */
  readonly shareUnknown: number;
}

export type PreprocessingPreview = PicturePreview | TextPreview;

export interface TensorReport {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** The first batch of training, as the network gets it. */
export interface BatchPreview {
  readonly kind: KindName;
  readonly split: 'train';
  readonly batchSize: number;
  readonly batches: number;
  readonly tensors: readonly TensorReport[];
  /** Pictures: red, green, blue. */
  readonly channels: readonly {
    readonly min: number;
    readonly mean: number;
    readonly max: number;
    readonly std: number;
  }[];
  readonly rows: readonly BatchRow[];
  /** Texts: share of the positions that are padding. */
  readonly sharePadding: number;
}

export interface BatchRow {
  readonly index: number;
  readonly label: string;
  /** Pictures: what the network sees, turned back into a picture. */
  readonly picture: string | null;
  /** Texts: the row of the token matrix, padding included. */
  readonly tokens: readonly TokenView[];
}
