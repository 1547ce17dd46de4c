// How pictures were prepared for a network, as the files beside its weights tell: Transformers'
// preprocessor_config.json and timm's `pretrained_cfg` in config.json. Sources: the image processors of Transformers
// (ConvNextImageProcessor for ResNet, MobileNetV2ImageProcessor), timm's model configuration.
import type { WeightFile } from '../formats/weight-tensors.ts';
import { modelError } from './errors.ts';

type Json = Readonly<Record<string, unknown>>;
export type Channels = readonly [number, number, number];

export interface HubPreparation {
  readonly file: 'preprocessor_config.json' | 'config.json';
  /** Of pixel / 255, RGB. Absent where the file does not tell; likewise the others. */
  readonly mean?: Channels | undefined;
  readonly std?: Channels | undefined;
  readonly imageSize?: number | undefined;
  /** Share of the picture's shorter side that the network saw, where that was not all; not followed here. */
  readonly cropShare?: number | undefined;
  /** How pictures were scaled, where not bilinearly; not followed here. */
  readonly interpolation?: string | undefined;
}

/** Pillow's numbers of its filters. */
const filters = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/** What the files tell; undefined where there are none. Throws models.badPreparation for what no picture can be given to. */
export function hubPreparation(weights: WeightFile): HubPreparation | undefined {
  const { preprocessor, config } = weights.metadata;
  if (isObject(preprocessor)) return ofProcessor(weights.path, preprocessor);
  if (isObject(config) && isObject(config.pretrained_cfg)) return ofTimm(weights.path, config.pretrained_cfg);
  return undefined;
}

function ofProcessor(path: string, json: Json): HubPreparation {
  const file = 'preprocessor_config.json';
  if (json.do_flip_channel_order === true)
    throw bad(path, file, 'it wants the channels in the order blue, green, red');
  // value = (pixel * factor - mean) / std, and ours is (pixel / 255 - mean) / std.
  const factor = json.do_rescale === false ? 1 : (json.rescale_factor ?? 1 / 255);
  if (typeof factor !== 'number' || !(factor > 0)) throw bad(path, file, 'rescale_factor is not above 0');
  const scale = factor * 255;
  const normalised = json.do_normalize !== false;
  const mean = normalised ? channels(path, file, json, 'image_mean') : ([0, 0, 0] as const);
  const std = normalised ? channels(path, file, json, 'image_std') : ([1, 1, 1] as const);
  const resized = side(json.size);
  const cropped = json.do_center_crop === true ? side(json.crop_size) : undefined;
  const share = cropped !== undefined && resized !== undefined ? cropped / resized : cropPct(json, resized);
  return {
    file,
    mean: mean && scaled(mean, scale),
    std: std && scaled(std, scale),
    imageSize: cropped ?? resized,
    ...neglected(share, typeof json.resample === 'number' ? filters[json.resample] : undefined),
  };
}

/** ConvNextImageProcessor, which ResNet uses, crops only what is smaller than 384. */
function cropPct({ crop_pct: share }: Json, imageSize: number | undefined): unknown {
  return imageSize !== undefined && imageSize < 384 ? share : undefined;
}

function ofTimm(path: string, json: Json): HubPreparation {
  const size = Array.isArray(json.input_size) ? json.input_size[1] : undefined;
  return {
    file: 'config.json',
    mean: channels(path, 'config.json', json, 'mean'),
    std: channels(path, 'config.json', json, 'std'),
    imageSize: side(size),
    ...neglected(json.crop_pct, typeof json.interpolation === 'string' ? json.interpolation : undefined),
  };
}

function neglected(share: unknown, interpolation: string | undefined) {
  return {
    cropShare: typeof share === 'number' && share > 0 && share < 1 ? share : undefined,
    interpolation: interpolation === 'bilinear' ? undefined : interpolation,
  };
}

/** 224, { shortest_edge: 224 } or { height: 224, width: 224 }. */
function side(size: unknown): number | undefined {
  if (typeof size === 'number') return Number.isInteger(size) && size > 0 ? size : undefined;
  return isObject(size) ? side(size.shortest_edge ?? size.height) : undefined;
}

function channels(
  path: string,
  file: HubPreparation['file'],
  json: Json,
  field: string,
): Channels | undefined {
  const value = json[field];
  if (value === undefined || value === null) return undefined;
  const isStd = field.endsWith('std');
  const fits = (number: unknown) => Number.isFinite(number) && (!isStd || (number as number) > 0);
  if (!Array.isArray(value) || value.length !== 3 || !value.every(fits))
    throw bad(path, file, `${field} is ${JSON.stringify(value)?.slice(0, 60)}, needed three numbers`);
  return value as unknown as Channels; // three numbers, as just checked
}

/** At nine digits, so that a factor of 1/255 written in decimals leaves the values as they were. */
function scaled(values: Channels, scale: number): Channels {
  const by = (value: number) => Number((value / scale).toPrecision(9));
  return [by(values[0]), by(values[1]), by(values[2])];
}

function bad(path: string, file: string, problem: string) {
  return modelError('badPreparation', { path, file, problem });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
