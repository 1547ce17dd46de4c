// What the documents point at is there: linked files and headings, and files named in the text.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const documents = globSync(['*.md', 'docs/**/*.md', 'bench/README.md'], { cwd: root });

/** Where the text of a document may start a path. */
const starts = ['', 'src-main', 'src-main/engine', 'tests', 'docs'];

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}

/** Headings as GitHub turns them into anchors. */
function anchorsOf(path: string): string[] {
  const headings = withoutCode(readFileSync(path, 'utf8')).match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(document: string): string[] {
  const links = [...withoutCode(textOf(document)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const path = file === '' ? join(root, document) : resolve(root, dirname(document), file);
    return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor));
  });
}

function missingFiles(document: string): string[] {
  const named = [...textOf(document).matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|py|json|wasm))`/g)].map(
    (match) => match[1]!,
  );
  const places = [dirname(document), ...starts];
  return named.filter((path) => !places.some((place) => existsSync(join(root, place, path))));
}

describe.each(documents)('%s', (document) => {
  it('links to files and headings that exist', () => {
    expect(brokenLinks(document)).toEqual([]);
  });

  it('names files that exist', () => {
    expect(missingFiles(document)).toEqual([]);
  });
});
