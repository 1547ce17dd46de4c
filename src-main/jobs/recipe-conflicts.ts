// Fields that are each fine and together make no sense. A table; it sees what was written, before defaults.
import { isDeepStrictEqual } from 'node:util';
import type { KindFacts } from '../facts/kinds.ts';
import { isTaskName, kindFacts } from '../facts/tasks.ts';
import type { RecipeFault } from './recipe-faults.ts';

type Written = Readonly<Record<string, unknown>>;

interface Conflict {
  readonly code: string;
  readonly place: string;
  readonly applies: (recipe: Reader) => boolean;
  readonly message: string;
}

/** Reads a field by its path; undefined where it is absent. */
type Reader = (path: string) => unknown;

/** Undefined while nothing says what is predicted. */
function factsOf(read: Reader): KindFacts | undefined {
  const task = read('task');
  return isTaskName(task) ? kindFacts(task) : undefined;
}
const hasPixels = (read: Reader) => factsOf(read)?.hasPixels ?? false;
const hasNoTokens = (read: Reader) => factsOf(read)?.hasTokens === false;
const given =
  (...paths: string[]) =>
  (read: Reader) =>
    paths.some((path) => read(path) !== undefined);
const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

const conflicts: readonly Conflict[] = [
  {
    code: 'noModel',
    place: 'model',
    applies: (read) => !given('model.weights', 'model.architecture')(read),
    message: 'needs weights (a path or library id), or an architecture to train from scratch',
  },
  {
    code: 'tokenizerForPictures',
    place: 'model.tokenizer',
    applies: (read) => hasNoTokens(read) && given('model.tokenizer')(read),
    message: 'pictures need no tokenizer; remove it, or set task to "text-classification"',
  },
  {
    code: 'textColumnForPictures',
    place: 'data.textColumn',
    applies: (read) => hasNoTokens(read) && given('data.textColumn')(read),
    message: 'pictures have no text column; remove it, or set task to "text-classification"',
  },
  {
    code: 'pictureDataForTexts',
    place: 'data',
    applies: (read) => !hasPixels(read) && given('data.pathColumn', 'data.folders')(read),
    message: 'pathColumn and folders are for pictures; remove them, or set task to "image-classification"',
  },
  {
    code: 'pictureFieldsForTexts',
    place: 'preprocessing',
    applies: (read) =>
      !hasPixels(read) &&
      given('preprocessing.imageSize', 'preprocessing.resize', 'preprocessing.whiteLevel')(read),
    message:
      'imageSize, resize and whiteLevel are for pictures; remove them, or set task to "image-classification"',
  },
  {
    code: 'augmentationForTexts',
    place: 'preprocessing.augmentation',
    applies: (read) => !hasPixels(read) && typeof read('preprocessing.augmentation') === 'object',
    message: 'augmentation is for pictures; remove it, or set task to "image-classification"',
  },
  {
    code: 'textFieldsForPictures',
    place: 'preprocessing',
    applies: (read) => hasNoTokens(read) && given('preprocessing.maxTokens', 'preprocessing.lowerCase')(read),
    message: 'maxTokens and lowerCase are for texts; remove them, or set task to "text-classification"',
  },
  {
    code: 'validationTwice',
    place: 'data.validationFraction',
    applies: (read) => given('data.validation')(read) && given('data.validationFraction')(read),
    message: 'data.validation already says which examples validate; remove one of the two',
  },
  {
    code: 'testTwice',
    place: 'data.testFraction',
    applies: (read) => given('data.test')(read) && given('data.testFraction')(read),
    message: 'data.test already says which examples test; remove one of the two',
  },
  {
    code: 'nothingLeft',
    place: 'data',
    applies: (read) =>
      number(read('data.validationFraction'), 0.15) + number(read('data.testFraction'), 0.15) >= 1,
    message: 'validationFraction and testFraction together leave nothing to train on',
  },
  {
    code: 'presetAndPhases',
    place: 'adaptation.preset',
    applies: (read) => given('adaptation.preset')(read) && given('adaptation.phases')(read),
    message: 'phases replace the preset; remove one of the two',
  },
  {
    code: 'epochsAndPhases',
    place: 'hyperparameters.epochs',
    applies: (read) => given('hyperparameters.epochs')(read) && given('adaptation.phases')(read),
    message: 'adaptation.phases gives the epochs of each phase; remove one of the two',
  },
  {
    code: 'momentumUnused',
    place: 'hyperparameters.momentum',
    applies: (read) => given('hyperparameters.momentum')(read) && read('hyperparameters.optimizer') !== 'sgd',
    message: 'is used by the optimizer "sgd" only',
  },
  {
    code: 'providerOfOrt',
    place: 'engine.provider',
    applies: (read) =>
      read('engine.provider') === 'webgpu' && ['tensorflow', 'cpu'].includes(String(read('engine.backend'))),
    message: '"webgpu" belongs to the backend "ort"',
  },
];

/**
 * A fault for each conflict in a recipe as it was written. A field that holds its default counts as absent, so that a
 * recorded recipe, in which every field is filled in, can be used again.
 */
export function conflictFaults(recipe: Written, defaults: Written): RecipeFault[] {
  const read: Reader = (path) => {
    const value = fieldOf(recipe, path);
    return isDeepStrictEqual(value, fieldOf(defaults, path)) ? undefined : value;
  };
  return conflicts
    .filter(({ applies }) => applies(read))
    .map(({ place, code, message }) => ({ path: place, code: `recipe.${code}`, params: {}, message }));
}

function fieldOf(recipe: Written, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (value as Written | undefined)?.[part], recipe);
}
