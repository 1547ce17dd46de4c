// JSON lines of texts. Witness: each line through JSON.parse.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataOptionsSchema } from '../../../../src-main/data/data-options.ts';
import { cleanLabel } from '../../../../src-main/data/label-text.ts';
import { readTextTable } from '../../../../src-main/data/text-source.ts';
import { type FuzzKind, judged, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { compareRows, type ExpectedRow } from '../table-witness.ts';

function damaged(random: Random): Buffer {
  const lines = Array.from({ length: 12 + random.below(12) }, (_, at) => {
    const row = {
      text: `message number ${at} to read`,
      label: random.oneOf(['ham', 'spam']),
      source: { name: 'mail', at },
    };
    return random.chance(0.2) ? mutateJson(row, random).replaceAll(/[\r\n]/g, ' ') : JSON.stringify(row);
  });
  const bytes = Buffer.from(lines.join('\n'));
  return random.chance(0.3) ? mutateBytes(bytes, random) : bytes;
}

/** The rows that nobody can read in two ways; undefined for a file that is not text. */
function strict(bytes: Buffer): ExpectedRow[] | undefined {
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes) || /[\0\ufeff\ufffd]/.test(text) || !text.startsWith('{'))
    return undefined;
  return text.split(/\r\n|\n|\r/).flatMap((line, at) => {
    const row = parsed(line);
    if (row === undefined) return [];
    const { text, label } = row;
    const isLabel =
      typeof label === 'string'
        ? !/^[[{]/.test(label.trim())
        : typeof label === 'boolean' || Number.isSafeInteger(label);
    if (typeof text !== 'string' || !isLabel) return [];
    const expected = { line: at + 1, text: text.trim(), label: cleanLabel(String(label)) };
    return expected.text === '' || expected.label === '' || /\0/.test(expected.text + expected.label)
      ? []
      : [expected];
  });
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // no row
  }
}

export const jsonlKind: FuzzKind = (folder) => {
  const path = join(folder, 'damaged.jsonl');
  const data = dataOptionsSchema.parse({ path, textColumn: 'text', labelColumn: 'label' });
  return (random) => {
    const bytes = damaged(random);
    writeFileSync(path, bytes);
    return judged(
      path,
      () => readTextTable({ path, given: 'train' }, data),
      (report) => {
        const expected = strict(bytes);
        const readable = new Set(expected?.map(({ line }) => line));
        const strange =
          expected &&
          report.candidates.find(
            ({ source, text }) => !readable.has(source.row ?? 0) && /\[object/.test(text ?? ''),
          );
        if (strange !== undefined) return wrong(`line ${strange.source.row}: ${strange.text}`);
        const kept = {
          ...report,
          candidates: expected
            ? report.candidates.filter(({ source }) => readable.has(source.row ?? 0))
            : report.candidates,
        };
        const found = compareRows(kept, expected);
        return found === undefined
          ? { verdict: report.problems.length === 0 ? 'same result' : 'changed' }
          : wrong(found);
      },
    );
  };
};
