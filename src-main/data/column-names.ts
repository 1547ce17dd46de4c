// What the header of a column says about its role. Only names; what stands below them is in column-facts.ts.

const textWords =
  'text texts sentence message content body comment review tweet question utterance query sms post headline title document abstract description statement';
const labelWords =
  'label labels class classes category categories intent sentiment target tag topic queue diagnosis dx species breed emotion choice choices';
const pathWords = 'path paths file filename filepath fname image images img picture photo imagepath';
/** What belongs to something else in the row, is measured about it, or numbers it. */
const otherWords =
  'id ids idx index uuid no nr confidence score scores prob probability proba logit date time created updated timestamp user username author annotator annotation count counts length lat lon lng latitude longitude coord location url link lead weight width height xmin xmax ymin ymax version lang';

const set = (words: string) => new Set(words.split(' '));
const texts = set(textWords);
const labels = set(labelWords);
const paths = set(pathWords);
const others = set(otherWords);

/** `airline_sentimentGold 2` -> airline, sentiment, gold, 2 */
export function nameWords(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** exact: nothing else in the name; part: with other words, none of which means something else. */
export type NameFit = 'exact' | 'part' | 'none';

function nameFit(name: string, wanted: ReadonlySet<string>): NameFit {
  const words = nameWords(name);
  if (words.length === 1 && wanted.has(words[0]!)) return 'exact';
  if (words.some((word) => others.has(word))) return 'none';
  return wanted.has(words.at(-1) ?? '') || wanted.has(words[0] ?? '') ? 'part' : 'none';
}

export function fitsText(name: string): NameFit {
  return nameFit(name, texts);
}

export function fitsLabel(name: string): NameFit {
  return nameFit(name, labels);
}

/** An id is a name of a picture too: `image_id`. */
export function fitsPath(name: string): NameFit {
  const words = nameWords(name).filter((word) => word !== 'id' && word !== 'name');
  return nameFit(words.join(' '), paths);
}

/** `id`, `image_id`, `name`; or no name at all, as in a table without a header. */
export function isIdName(name: string): boolean {
  return (
    /^\d*$/.test(name) || nameWords(name).some((word) => /^(id|name|key|uuid)$/.test(word) || paths.has(word))
  );
}

/** Measures and numbers of rows are never classes, whatever they repeat. */
export function isOtherName(name: string): boolean {
  return nameWords(name).some((word) => others.has(word));
}

const splitName = /^((data[ _-]?)?(split|subset|set|partition)|ml[ _-]?use)$/i;
const splitFlag = /^is[ _-]?(valid|val|validation|test|testing|train|training)$/i;

/** `split`, `ml_use`: the column says in words to which split a row belongs. */
export function isSplitName(name: string): boolean {
  return splitName.test(name.trim());
}

/** `is_valid`, `is_test`: true and false say it. The split that is meant, as it is written there. */
export function splitFlagOf(name: string): string | undefined {
  return splitFlag.exec(name.trim())?.[1]?.toLowerCase();
}

/** Column headers that are names whatever stands below. */
export function isFamiliarName(name: string): boolean {
  return (
    [fitsText, fitsLabel, fitsPath].some((fits) => fits(name) === 'exact') ||
    isSplitName(name) ||
    splitFlagOf(name) !== undefined ||
    /^(id|index|type)$/i.test(name.trim())
  );
}
