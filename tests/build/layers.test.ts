import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { circles, importsUnder } from './import-graph.ts';
import { layerDocuments, layers } from './layers.ts';

it.each(layerDocuments)('$file says what the table of layers says (npm run docs)', ({ file, text }) => {
  // The formatter lays JSON out in its own way.
  const content = (written: string): unknown => (file.endsWith('.json') ? JSON.parse(written) : written);
  expect(content(readFileSync(file, 'utf8'))).toEqual(content(text()));
});

describe('the files of src-main', () => {
  const imports = importsUnder('src-main');
  const folderOf = (file: string) => /^src-main\/([^/]+)\//.exec(file)?.[1];

  it('import from their own folder, from layers below, and from the files beside the folders', () => {
    expect(imports.length).toBeGreaterThan(2_000);
    const wrong = imports.filter(({ from, to }) => {
      const [own, other] = [folderOf(from), folderOf(to)];
      return other !== undefined && other !== own && !(own !== undefined && layers[own]?.includes(other));
    });
    expect(wrong).toEqual([]);
  });

  it('all lie in a folder of the table, or beside the folders', () => {
    const found = new Set(imports.map(({ from }) => folderOf(from)).filter((name) => name !== undefined));
    expect([...found].sort()).toEqual(Object.keys(layers).sort());
  });
});

describe('what the program loads', () => {
  // Types are gone by then: a file may name the type of one that imports it.
  it.each(['src-main', 'src-renderer'])('has no circle of files in %s', (folder) => {
    expect(circles(importsUnder(folder).filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });
});

describe('circles', () => {
  const graph = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0]!, to: pair[1]! }));

  it('are found whole, each once', () => {
    expect(circles(graph('ab', 'bc', 'ca', 'cd', 'de', 'ed'))).toEqual([
      ['d', 'e'],
      ['a', 'b', 'c'],
    ]);
  });

  it('are none where two ways lead to the same file', () => {
    expect(circles(graph('ab', 'ac', 'bd', 'cd'))).toEqual([]);
  });
});
