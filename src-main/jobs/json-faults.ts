// What can be wrong with a JSON text, and the words for it. `found` is what stands there; null: the end of the file.
import { messageTable } from '../errors.ts';

/** What the text seems to have been meant as. */
export type JsonHint = 'number' | 'comment' | 'quotes';

const hints: Readonly<Record<JsonHint, string>> = {
  number: '; JSON has no such number',
  comment: '; JSON has no comments',
  quotes: '; text stands in double quotes',
};

type Found = string | null;
const foundText = (found: Found) => (found === null ? 'the end of the file' : `"${found}"`);
const hintText = (hint: JsonHint | null) => (hint === null ? '' : hints[hint]);

export const jsonFault = messageTable('json', {
  goesOn: (p: { found: Found }) => `the text goes on after its value with ${foundText(p.found)}`,
  tooDeep: (p: { levels: number }) => `nested deeper than ${p.levels} levels`,
  noValue: (p: { found: Found; hint: JsonHint | null }) =>
    `expected a value, found ${foundText(p.found)}${hintText(p.hint)}`,
  noName: (p: { found: Found; hint: JsonHint | null }) =>
    `expected a field name in double quotes, found ${foundText(p.found)}${hintText(p.hint)}`,
  twice: (p: { field: string }) => `the field ${JSON.stringify(p.field)} is given twice`,
  noColon: (p: { field: string; found: Found }) =>
    `expected ":" after ${JSON.stringify(p.field)}, found ${foundText(p.found)}`,
  noComma: (p: { close: string; found: Found }) =>
    `expected "," or "${p.close}", found ${foundText(p.found)}`,
  extraComma: (p: { close: string }) => `a comma stands before "${p.close}"; remove it`,
  badText: (_: object) =>
    'this text is not closed on its line, or holds an unknown escape such as "\\d" (write "\\\\" for a backslash)',
  notAnObject: (_: object) => 'a recipe is an object {...}',
});
