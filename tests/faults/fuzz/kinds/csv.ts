// Tables of texts. Witness: a strict reading of RFC 4180. Where that finds a table without any doubt, every record is an
// example or a problem on its line, and no example says anything else than its record.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataOptionsSchema } from '../../../../src-main/data/data-options.ts';
import { cleanLabel } from '../../../../src-main/data/label-text.ts';
import { readTextTable } from '../../../../src-main/data/text-source.ts';
import { type FuzzKind, judged, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import type { Random } from '../random.ts';
import { compareRows, type ExpectedRow } from '../table-witness.ts';

const hostile = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\0',
  '\u200b',
  '\ufeff',
  'e\u0301',
  '\u202e',
  "'",
  '#',
  'sep=;',
  '=1+1',
  '\\',
  '\u2028',
  '\x1b[31m',
  '1.0',
  'nan',
  '1e999',
  'text,label',
];

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function honestTable(random: Random): string {
  const rows = Array.from({ length: 12 + random.below(20) }, (_, at) => {
    const text = random.chance(0.1)
      ? `a "quoted" text, number ${at}\nin two lines`
      : `message number ${at} to read`;
    return `${cell(text)},${random.oneOf(['ham', 'spam', 'eggs'])}`;
  });
  return ['text,label', ...rows].join(random.oneOf(['\n', '\r\n']));
}

function damaged(random: Random): Buffer {
  let table = honestTable(random);
  if (random.chance(0.5)) return mutateBytes(Buffer.from(table), random);
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(table.length);
    table = table.slice(0, at) + random.oneOf(hostile) + table.slice(at + random.below(3));
  }
  return Buffer.from(table);
}

/** Records with the line each begins on; undefined where the text is not strictly a table of two columns. */
function strict(bytes: Buffer): ExpectedRow[] | undefined {
  const text = bytes.toString();
  // What the reader has rules of its own for is no witness's business.
  if (
    !Buffer.from(text).equals(bytes) ||
    /[\0\ufeff;\t|#\u2028\ufffd]|sep=/.test(text) ||
    !/^text,label\r?\n/.test(text)
  )
    return undefined;
  const record = /(?:"((?:[^"]|"")*)"|([^",\r\n]*)),(?:"((?:[^"]|"")*)"|([^",\r\n]*))(\r?\n|$)/y;
  const rows: ExpectedRow[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at = record.lastIndex) {
    record.lastIndex = at;
    const match = record.exec(text);
    if (match === null) return undefined;
    const [all, quotedText, plainText, quotedLabel, plainLabel] = match;
    const value = (quoted: string | undefined, plain: string | undefined) =>
      quoted?.replaceAll('""', '"') ?? plain ?? '';
    rows.push({
      line,
      text: value(quotedText, plainText).trim(),
      label: cleanLabel(value(quotedLabel, plainLabel)),
    });
    line += all.split('\n').length - 1; // as the reader counts them where there are line feeds
    if (all === '') return undefined;
  }
  return rows.slice(1);
}

export const csvKind: FuzzKind = (folder) => {
  const path = join(folder, 'damaged.csv');
  const data = dataOptionsSchema.parse({ path });
  return (random) => {
    const bytes = damaged(random);
    writeFileSync(path, bytes);
    return judged(
      path,
      () => readTextTable({ path, given: 'train' }, data),
      (report) => {
        const expected = strict(bytes);
        const found = compareRows(report, expected, !/\r(?!\n)/.test(bytes.toString('latin1')));
        return found === undefined
          ? { verdict: report.problems.length === 0 ? 'same result' : 'changed' }
          : wrong(found);
      },
    );
  };
};
