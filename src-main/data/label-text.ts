// What somebody typed as a label -> the name of a class: so that two spellings of which nobody can see the difference
// are one class. What can be seen to differ is never merged; see similar-labels.ts.
import { dataProblem, type Problem } from './problems.ts';

/** Zero width, soft hyphen, byte order mark, direction marks: Unicode's default ignorables that editors leave behind. */
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** Joiners carry meaning between letters of Persian or Hindi, or in an emoji; beside ASCII they are left over. */
const strayJoiner = /(?<![^\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\0-\x7f])/g;

/** The label in NFC, without invisible characters, with ordinary blanks and none at its ends. */
export function cleanLabel(label: string): string {
  return label
    .normalize('NFC')
    .replace(invisible, '')
    .replace(strayJoiner, '')
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .trim();
}

function kindOf(cell: unknown): string {
  return Array.isArray(cell) ? 'an array' : `a value of type ${typeof cell}`;
}

/** What a list of labels holds, also where a cell of a CSV has it as text: `["pos"]`, `['pos']`, `{"choices": ["pos"]}`. */
function asList(cell: unknown): readonly unknown[] | undefined {
  if (Array.isArray(cell)) return cell;
  if (typeof cell === 'object' && cell !== null && 'choices' in cell)
    return Array.isArray(cell.choices) ? cell.choices : undefined;
  const written = typeof cell === 'string' ? cell.trim() : '';
  const printed = /^\['([^']*)'\]$/.exec(written); // as Python prints a list of one
  if (printed !== null) return [printed[1]];
  return /^\[".*"\]$|^\{"choices":.*\}$/.test(written) ? parsedList(written) : undefined;
}

function parsedList(written: string): readonly unknown[] | undefined {
  try {
    return asList(JSON.parse(written));
  } catch {
    return undefined; // a text that only looks like JSON is a label as it stands
  }
}

/** The label in a cell, or why there is none. A list of one label is that label; of several, no label at all. */
export function labelOf(cell: unknown): string | Problem {
  const list = asList(cell);
  if (list !== undefined) {
    if (list.length === 0) return dataProblem('empty-label', {});
    if (list.every((entry) => typeof entry === 'string' || typeof entry === 'number')) {
      if (list.length > 1) return dataProblem('several-labels', { labels: list.map(String) });
      return labelOf(list[0]);
    }
    return dataProblem('wrong-type', { needed: 'label', found: kindOf(cell) });
  }
  if (typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'boolean')
    return dataProblem('wrong-type', { needed: 'label', found: kindOf(cell) });
  const label = cleanLabel(String(cell));
  if (label === '') return dataProblem('empty-label', {});
  return label.includes('\0') ? dataProblem('nul-character', {}) : label;
}
