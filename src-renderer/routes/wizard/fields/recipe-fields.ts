// The fields of a recipe as the wizard shows them: what kind of control each has, its bounds as the schema of recipes
// has them, and when it is of use. Words stand in the messages, by the same key.
import { watchableMetrics } from '../../../../src-main/api/contract/facts.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';
import type { Draft } from '../draft.svelte.ts';

export type FieldKey = keyof Messages['fields'];
type TermKey = keyof Messages['terms'];

interface FieldBase {
  readonly key: FieldKey;
  readonly path: string;
  readonly term?: TermKey;
  /** Shown in the simple view too. */
  readonly simple?: boolean;
  readonly shown?: (draft: Draft) => boolean;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
}

export interface SliderField extends FieldBase {
  readonly kind: 'slider';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** How the value is written. */
  readonly as: 'percent' | 'number' | 'degrees' | 'pixels' | 'tokens';
}

export interface SelectField extends FieldBase {
  readonly kind: 'select';
  readonly options: readonly string[];
}

export interface SwitchField extends FieldBase {
  readonly kind: 'switch';
}

export type RecipeField = NumberField | SliderField | SelectField | SwitchField;

const sgd = (draft: Draft) => draft.value('hyperparameters.optimizer') === 'sgd';
const adam = (draft: Draft) => !sgd(draft);
const stopsEarly = (draft: Draft) => draft.value('hyperparameters.earlyStopping') !== false;
const ownPhases = (draft: Draft) => draft.written('adaptation.phases') === undefined;

const h = 'hyperparameters';

/** Groups of the expert view, in order. */
export const hyperparameterGroups: readonly {
  readonly key: keyof Messages['hyperparameters']['groups'];
  readonly fields: readonly RecipeField[];
}[] = [
  {
    key: 'length',
    fields: [
      {
        kind: 'number',
        key: 'epochs',
        path: `${h}.epochs`,
        term: 'epoch',
        min: 1,
        max: 10_000,
        whole: true,
        simple: true,
        shown: ownPhases,
      },
      {
        kind: 'number',
        key: 'batchSize',
        path: `${h}.batchSize`,
        term: 'batchSize',
        min: 1,
        max: 4096,
        whole: true,
        simple: true,
      },
      {
        kind: 'number',
        key: 'accumulationSteps',
        path: `${h}.accumulationSteps`,
        min: 1,
        max: 256,
        whole: true,
      },
      {
        kind: 'number',
        key: 'patience',
        path: `${h}.earlyStopping.patience`,
        term: 'patience',
        min: 1,
        max: 10_000,
        whole: true,
        shown: stopsEarly,
      },
      {
        kind: 'select',
        key: 'stoppingMetric',
        path: `${h}.earlyStopping.metric`,
        term: 'earlyStopping',
        options: watchableMetrics,
        shown: stopsEarly,
      },
      {
        kind: 'number',
        key: 'minDelta',
        path: `${h}.earlyStopping.minDelta`,
        min: 0,
        max: 10,
        shown: stopsEarly,
      },
    ],
  },
  {
    key: 'rate',
    fields: [
      {
        kind: 'number',
        key: 'learningRate',
        path: `${h}.learningRate`,
        term: 'learningRate',
        min: 1e-8,
        max: 10,
        simple: true,
      },
      {
        kind: 'number',
        key: 'backboneLearningRate',
        path: `${h}.backboneLearningRate`,
        term: 'backbone',
        min: 1e-8,
        max: 10,
      },
      {
        kind: 'select',
        key: 'schedule',
        path: `${h}.schedule`,
        term: 'schedule',
        options: ['constant', 'linear', 'cosine', 'one-cycle'],
      },
      {
        kind: 'slider',
        key: 'warmupRatio',
        path: `${h}.warmupRatio`,
        term: 'warmup',
        min: 0,
        max: 0.9,
        step: 0.01,
        as: 'percent',
      },
    ],
  },
  {
    key: 'optimizer',
    fields: [
      {
        kind: 'select',
        key: 'optimizer',
        path: `${h}.optimizer`,
        term: 'optimizer',
        options: ['adamw', 'adam', 'sgd'],
      },
      { kind: 'number', key: 'momentum', path: `${h}.momentum`, min: 0, max: 0.999, shown: sgd },
      { kind: 'number', key: 'beta1', path: `${h}.beta1`, min: 0, max: 0.9999, shown: adam },
      { kind: 'number', key: 'beta2', path: `${h}.beta2`, min: 0, max: 0.99999, shown: adam },
      { kind: 'number', key: 'epsilon', path: `${h}.epsilon`, min: 1e-16, max: 1, shown: adam },
    ],
  },
  {
    key: 'restraint',
    fields: [
      { kind: 'number', key: 'weightDecay', path: `${h}.weightDecay`, term: 'weightDecay', min: 0, max: 1 },
      {
        kind: 'slider',
        key: 'labelSmoothing',
        path: `${h}.labelSmoothing`,
        term: 'labelSmoothing',
        min: 0,
        max: 0.5,
        step: 0.01,
        as: 'percent',
      },
      {
        kind: 'select',
        key: 'classWeights',
        path: `${h}.classWeights`,
        term: 'classWeights',
        options: ['none', 'balanced'],
        simple: true,
      },
      {
        kind: 'number',
        key: 'gradientClipNorm',
        path: `${h}.gradientClipNorm`,
        term: 'gradientNorm',
        min: 0,
        max: 1000,
      },
      { kind: 'number', key: 'emaDecay', path: `${h}.emaDecay`, min: 0, max: 0.9999 },
    ],
  },
  {
    key: 'machine',
    fields: [
      { kind: 'number', key: 'seed', path: 'seed', term: 'seed', min: 0, max: 2 ** 31 - 1, whole: true },
      {
        kind: 'select',
        key: 'backend',
        path: 'engine.backend',
        options: ['auto', 'ort', 'tensorflow', 'cpu'],
      },
      { kind: 'select', key: 'provider', path: 'engine.provider', options: ['cpu', 'webgpu'] },
      { kind: 'number', key: 'threads', path: 'engine.threads', min: 1, max: 256, whole: true },
      { kind: 'switch', key: 'cacheFeatures', path: 'engine.cacheFeatures' },
    ],
  },
];

export const adaptationFields: readonly RecipeField[] = [
  { kind: 'switch', key: 'probe', path: 'adaptation.probe' },
  { kind: 'switch', key: 'chooseDepth', path: 'adaptation.chooseDepth' },
  { kind: 'switch', key: 'temperatureScaling', path: 'adaptation.temperatureScaling' },
  { kind: 'switch', key: 'probeOnValidation', path: 'adaptation.probeOnValidation' },
  { kind: 'select', key: 'batchNorm', path: 'adaptation.batchNorm', options: ['frozen', 'train'] },
  {
    kind: 'slider',
    key: 'headDropout',
    path: 'adaptation.headDropout',
    term: 'dropout',
    min: 0,
    max: 0.9,
    step: 0.05,
    as: 'percent',
  },
  {
    kind: 'slider',
    key: 'layerDecay',
    path: 'adaptation.layerDecay',
    term: 'learningRate',
    min: 0.5,
    max: 1,
    step: 0.01,
    as: 'percent',
  },
];

const p = 'preprocessing';
const augments = (draft: Draft) => typeof draft.written(`${p}.augmentation`) === 'object';

/** Pictures of 16 bits are there, or the recipe speaks of them. */
const hasDeepPictures = (draft: Draft) =>
  (draft.dataset?.sampleRange ?? null) !== null || draft.written(`${p}.whiteLevel`) !== undefined;

export const pictureFields: readonly RecipeField[] = [
  { kind: 'number', key: 'imageSize', path: `${p}.imageSize`, min: 8, max: 1024, whole: true, simple: true },
  {
    kind: 'number',
    key: 'whiteLevel',
    path: `${p}.whiteLevel`,
    min: 1,
    max: 65_535,
    whole: true,
    simple: true,
    shown: hasDeepPictures,
  },
];

export const augmentationFields: readonly RecipeField[] = [
  {
    kind: 'switch',
    key: 'horizontalFlip',
    path: `${p}.augmentation.horizontalFlip`,
    simple: true,
    shown: augments,
  },
  {
    kind: 'switch',
    key: 'verticalFlip',
    path: `${p}.augmentation.verticalFlip`,
    simple: true,
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'rotationDegrees',
    path: `${p}.augmentation.rotationDegrees`,
    min: 0,
    max: 180,
    step: 1,
    as: 'degrees',
    simple: true,
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'minCropArea',
    path: `${p}.augmentation.minCropArea`,
    min: 0.05,
    max: 1,
    step: 0.01,
    as: 'percent',
    simple: true,
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'brightness',
    path: `${p}.augmentation.brightness`,
    min: 0,
    max: 1,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'contrast',
    path: `${p}.augmentation.contrast`,
    min: 0,
    max: 1,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'saturation',
    path: `${p}.augmentation.saturation`,
    min: 0,
    max: 1,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'hue',
    path: `${p}.augmentation.hue`,
    min: 0,
    max: 0.5,
    step: 0.01,
    as: 'percent',
    shown: augments,
  },
];

export const textFields: readonly RecipeField[] = [
  {
    kind: 'slider',
    key: 'maxTokens',
    path: `${p}.maxTokens`,
    term: 'truncation',
    min: 4,
    max: 512,
    step: 4,
    as: 'tokens',
    simple: true,
  },
  { kind: 'switch', key: 'lowerCase', path: `${p}.lowerCase` },
];
