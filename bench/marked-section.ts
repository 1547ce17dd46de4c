// The part of a page that a program writes, between two comments; what people wrote around it stays.
import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. Throws where the page has no such part. */
export function replaceSection(page: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`Needed: a part between ${start} and ${end}; there is none.`);
  return `${page.slice(0, from + start.length)}\n${content}\n${page.slice(to)}`;
}

/** `replaceSection` in a file. */
export function writeSection(file: string, name: string, content: string): void {
  writeFileSync(file, replaceSection(readFileSync(file, 'utf8'), name, content));
}
