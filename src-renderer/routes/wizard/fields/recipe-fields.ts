// The fields of a recipe as the wizard shows them: what kind of control each has, and when it is of use. What they
// allow stands in the schema of recipes; words stand in the messages, by the same key.
import { kinds, tasks } from '../../../../src-main/api/contract/facts.ts';
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
}

export interface SliderField extends FieldBase {
  readonly kind: 'slider';
  readonly step: number;
  /** How the value is written. */
  readonly as: 'percent' | 'number' | 'degrees' | 'pixels' | 'tokens';
}

export interface SelectField extends FieldBase {
  readonly kind: 'select';
  /** May be left to the program. */
  readonly optional?: true;
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
        simple: true,
        shown: ownPhases,
      },
      {
        kind: 'number',
        key: 'batchSize',
        path: `${h}.batchSize`,
        term: 'batchSize',
        simple: true,
      },
      {
        kind: 'number',
        key: 'accumulationSteps',
        path: `${h}.accumulationSteps`,
      },
      {
        kind: 'number',
        key: 'patience',
        path: `${h}.earlyStopping.patience`,
        term: 'patience',
        shown: stopsEarly,
      },
      {
        kind: 'select',
        key: 'stoppingMetric',
        path: `${h}.earlyStopping.metric`,
        term: 'earlyStopping',
        shown: stopsEarly,
      },
      {
        kind: 'number',
        key: 'minDelta',
        path: `${h}.earlyStopping.minDelta`,
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
        simple: true,
      },
      {
        kind: 'number',
        key: 'backboneLearningRate',
        path: `${h}.backboneLearningRate`,
        term: 'backbone',
      },
      {
        kind: 'select',
        key: 'schedule',
        path: `${h}.schedule`,
        term: 'schedule',
      },
      {
        kind: 'slider',
        key: 'warmupRatio',
        path: `${h}.warmupRatio`,
        term: 'warmup',
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
      },
      { kind: 'number', key: 'momentum', path: `${h}.momentum`, shown: sgd },
      { kind: 'number', key: 'beta1', path: `${h}.beta1`, shown: adam },
      { kind: 'number', key: 'beta2', path: `${h}.beta2`, shown: adam },
      { kind: 'number', key: 'epsilon', path: `${h}.epsilon`, shown: adam },
    ],
  },
  {
    key: 'restraint',
    fields: [
      { kind: 'number', key: 'weightDecay', path: `${h}.weightDecay`, term: 'weightDecay' },
      {
        kind: 'slider',
        key: 'labelSmoothing',
        path: `${h}.labelSmoothing`,
        term: 'labelSmoothing',
        step: 0.01,
        as: 'percent',
      },
      {
        kind: 'select',
        key: 'classWeights',
        path: `${h}.classWeights`,
        term: 'classWeights',
        simple: true,
      },
      {
        kind: 'number',
        key: 'gradientClipNorm',
        path: `${h}.gradientClipNorm`,
        term: 'gradientNorm',
      },
      { kind: 'number', key: 'emaDecay', path: `${h}.emaDecay` },
    ],
  },
  {
    key: 'machine',
    fields: [
      { kind: 'number', key: 'seed', path: 'seed', term: 'seed' },
      {
        kind: 'select',
        key: 'backend',
        path: 'engine.backend',
      },
      { kind: 'select', key: 'provider', path: 'engine.provider' },
      { kind: 'number', key: 'threads', path: 'engine.threads' },
      { kind: 'switch', key: 'cacheFeatures', path: 'engine.cacheFeatures' },
    ],
  },
];

/** Networks from nothing are built with their pooling; pictures have one way. */
const poolsTexts = (draft: Draft) =>
  draft.task !== undefined &&
  kinds[tasks[draft.task].kind].hasTokens &&
  draft.written('model.weights') !== undefined;

export const adaptationFields: readonly RecipeField[] = [
  { kind: 'switch', key: 'probe', path: 'adaptation.probe' },
  { kind: 'switch', key: 'chooseDepth', path: 'adaptation.chooseDepth' },
  { kind: 'switch', key: 'temperatureScaling', path: 'adaptation.temperatureScaling' },
  { kind: 'switch', key: 'probeOnValidation', path: 'adaptation.probeOnValidation' },
  { kind: 'select', key: 'pooling', path: 'model.pooling', optional: true, shown: poolsTexts },
  { kind: 'select', key: 'batchNorm', path: 'adaptation.batchNorm' },
  {
    kind: 'slider',
    key: 'headDropout',
    path: 'adaptation.headDropout',
    term: 'dropout',
    step: 0.05,
    as: 'percent',
  },
  {
    kind: 'slider',
    key: 'layerDecay',
    path: 'adaptation.layerDecay',
    term: 'learningRate',
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
  { kind: 'number', key: 'imageSize', path: `${p}.imageSize`, simple: true },
  {
    kind: 'number',
    key: 'whiteLevel',
    path: `${p}.whiteLevel`,
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
    step: 1,
    as: 'degrees',
    simple: true,
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'minCropArea',
    path: `${p}.augmentation.minCropArea`,
    step: 0.01,
    as: 'percent',
    simple: true,
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'brightness',
    path: `${p}.augmentation.brightness`,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'contrast',
    path: `${p}.augmentation.contrast`,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'saturation',
    path: `${p}.augmentation.saturation`,
    step: 0.05,
    as: 'percent',
    shown: augments,
  },
  {
    kind: 'slider',
    key: 'hue',
    path: `${p}.augmentation.hue`,
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
    step: 4,
    as: 'tokens',
    simple: true,
  },
  { kind: 'switch', key: 'lowerCase', path: `${p}.lowerCase` },
];
