// What one example is. Whatever differs by it asks the facts below, or keeps a table over the names: a kind that is
// added does not compile until each table has its row, and falls into no "otherwise".

export const kindNames = ['image', 'text'] as const;

export type KindName = (typeof kindNames)[number];

export interface KindFacts {
  /** As messages of the program call its examples. */
  readonly plural: 'pictures' | 'texts';
  /** Each example is a file of its own; otherwise a row of a table. */
  readonly isFile: boolean;
  /** It is seen as pixels: sizes, resizing, random changes, and a picture to show. */
  readonly hasPixels: boolean;
  /** It is read through a tokenizer: a column of texts, and a longest text. */
  readonly hasTokens: boolean;
}

export const kinds: Readonly<Record<KindName, KindFacts>> = {
  image: { plural: 'pictures', isFile: true, hasPixels: true, hasTokens: false },
  text: { plural: 'texts', isFile: false, hasPixels: false, hasTokens: true },
};
