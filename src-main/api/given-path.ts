// A path as the page gave it. What it says comes out by `services.files` alone, so that no handler can use one that was
// not allowed: there is no other way from it to a text.
import * as z from 'zod';

export class GivenPath {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** For file-access.ts only. */
  static textOf(given: GivenPath): string {
    return given.#text;
  }
}

/** A path in the input of a procedure: a text for the page, closed for the handler. */
export const givenPathSchema = z
  .string()
  .min(1)
  .max(4096)
  .transform((text) => new GivenPath(text));
