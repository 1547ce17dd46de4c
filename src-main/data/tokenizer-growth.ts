// Bounds on what the steps of a tokenizer.json may make of a text: a chain of replacements can make terabytes of a line.

/** The text grew beyond what any language needs. */
export class GrownTooLong extends Error {
  readonly characters: number;
  constructor(characters: number) {
    super(`a text grew to ${characters} characters`);
    this.characters = characters;
  }
}

/** What is put in place of a match, or before a text; longer than any real one. */
const longestReplacement = 100;
/** Real steps make up to 18 characters of one (NFKC of U+FDFA), and then up to 4 bytes of each. */
const allowedGrowth = 100;

/** A step of the package's tokenizer, or a sequence of them; `normalize` or `pre_tokenize` by kind. */
export interface Step {
  readonly normalizers?: readonly (Step | null)[];
  readonly tokenizers?: readonly (Step | null)[];
  normalize?(text: string): string;
  pre_tokenize?(text: string | string[], options?: unknown): string[];
}

/** The first replacement in `config`, at any depth, that is too long to be one; undefined where there is none. */
export function tooLongReplacement(config: unknown): number | undefined {
  if (typeof config !== 'object' || config === null) return undefined;
  for (const [name, value] of Object.entries(config)) {
    const isText = (name === 'content' || name === 'prepend') && typeof value === 'string';
    if (isText && value.length > longestReplacement) return value.length;
    const inner = tooLongReplacement(value);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Has every step throw GrownTooLong once a text is `allowedGrowth` times as long as the one that came in. */
export class GrowthBound {
  #limit = Number.POSITIVE_INFINITY;

  /** A text of this length comes in. */
  begin(characters: number): void {
    this.#limit = characters * allowedGrowth + 1_000;
  }

  watch(step: Step | null): void {
    if (step === null) return;
    for (const inner of [...(step.normalizers ?? []), ...(step.tokenizers ?? [])]) this.watch(inner);
    const { normalize, pre_tokenize: cut } = step;
    if (normalize !== undefined)
      step.normalize = (text) => {
        const grown = normalize.call(step, text);
        this.#check(grown.length);
        return grown;
      };
    if (cut !== undefined)
      step.pre_tokenize = (text, options) => {
        const parts = cut.call(step, text, options);
        this.#check(parts.reduce((sum, part) => sum + part.length, 0));
        return parts;
      };
  }

  #check(characters: number): void {
    if (characters > this.#limit) throw new GrownTooLong(characters);
  }
}
