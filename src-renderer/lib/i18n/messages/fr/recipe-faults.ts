// Ce qui ne va pas dans une recette, champ par champ.
import type { FieldSchema, Got } from '../../../../../src-main/api/contract/recipes.ts';
import { makeFormat } from '../../format.ts';
import type { MessageWords } from '../en/messages.ts';

const { number } = makeFormat('fr');

const kinds: Readonly<Record<string, string>> = {
  boolean: 'oui ou non',
  array: 'une liste [...]',
  object: 'un objet {...}',
};

function expectation(field: FieldSchema): string {
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(' ou ');
  if (field.anyOf) return [...new Set(field.anyOf.map(expectation))].join(' ou ');
  if (field.type === 'integer') return `un nombre entier${range(field)}`;
  if (field.type === 'number') return `un nombre${range(field)}`;
  if (field.type === 'string') return text(field);
  return kinds[field.type ?? ''] ?? 'une valeur';
}

function range({ minimum, maximum, exclusiveMinimum }: FieldSchema): string {
  const highest = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`supérieur à ${number(exclusiveMinimum)}`]),
    ...(minimum === undefined ? [] : [`d’au moins ${number(minimum)}`]),
    ...(highest === undefined ? [] : [`d’au plus ${number(highest)}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(' et ')}`;
}

function text({ minLength, maxLength }: FieldSchema): string {
  if (maxLength !== undefined && minLength === maxLength) return `un texte de ${maxLength} caractère(s)`;
  if (maxLength !== undefined) return `un texte d’au plus ${maxLength} caractères`;
  return minLength === undefined ? 'un texte' : 'un texte qui n’est pas vide';
}

function gotText(got: Got): string {
  if ('value' in got) return ` ; il y a ${got.value}`;
  return 'items' in got ? ` ; il y a une liste de ${got.items}` : ' ; il y a un objet';
}

export const recipeFaults: MessageWords = {
  'recipe.unknownField': (p) =>
    p.nearest === null ? 'ce champ n’existe pas' : `ce champ n’existe pas ; vouliez-vous dire ${p.nearest} ?`,
  'recipe.unexpected': (p) => {
    // De src-main/jobs/recipe-faults.ts.
    const { expected, got } = p as { expected: FieldSchema | null; got: Got };
    const needed = expected === null ? 'une autre valeur est attendue' : `il faut ${expectation(expected)}`;
    return 'kind' in got && got.kind === 'missing' ? `manque ; ${needed}` : `${needed}${gotText(got)}`;
  },
  'recipe.nothingThere': (p) => `il n’y a rien à l’emplacement ${p.file}`,
  'recipe.noModel': () =>
    'il faut des poids (un chemin ou un modèle de la bibliothèque), ou une architecture à entraîner de zéro',
  'recipe.tokenizerForPictures': () => 'les images n’ont pas besoin d’un découpeur de textes ; retirez-le',
  'recipe.textColumnForPictures': () => 'les images n’ont pas de colonne de texte ; retirez-la',
  'recipe.pictureDataForTexts': () =>
    'pathColumn et folders concernent les images ; retirez-les, ou choisissez la tâche « image-classification »',
  'recipe.pictureFieldsForTexts': () =>
    'imageSize, resize et whiteLevel sont pour les images ; retirez-les, ou choisissez la classification d’images',
  'recipe.augmentationForTexts': () => 'l’augmentation est pour les images ; retirez-la',
  'recipe.textFieldsForPictures': () =>
    'maxTokens et lowerCase sont pour les textes ; retirez-les, ou choisissez la classification de textes',
  'recipe.validationTwice': () => 'data.validation dit déjà quels exemples valident ; retirez l’un des deux',
  'recipe.testTwice': () => 'data.test dit déjà quels exemples testent ; retirez l’un des deux',
  'recipe.nothingLeft': () => 'les parts de validation et de test ne laissent rien pour l’entraînement',
  'recipe.presetAndPhases': () => 'les phases remplacent le préréglage ; retirez l’un des deux',
  'recipe.epochsAndPhases': () => 'les phases donnent déjà les époques de chacune ; retirez l’un des deux',
  'recipe.momentumUnused': () => 'ne sert qu’à l’optimiseur SGD',
  'recipe.providerOfOrt': () => 'WebGPU va avec le moteur ONNX Runtime',
};
