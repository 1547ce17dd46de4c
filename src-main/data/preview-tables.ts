// The tables behind a data source, with proposed columns, as far as they can be read.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FinesseError } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import { previewTable } from './column-roles.ts';
import type { DataOptions } from './data-options.ts';
import type { TablePreview } from './data-report.ts';
import { pictureIds } from './picture-manifest.ts';
import { namesGiven } from './table-columns.ts';
import { readTable } from './table-reader.ts';
import { findTextTables } from './text-source.ts';

/** One preview for each table; none for folders of pictures. What is wrong with a table is told by reading the data. */
export async function previewTables(kind: KindName, data: DataOptions): Promise<TablePreview[]> {
  const sources = [data.path, data.validation, data.test].filter((path) => path !== undefined);
  const previews: TablePreview[] = [];
  for (const source of sources)
    for (const path of await tablesAt[kind](resolve(source))) {
      const preview = await unlessFaulty(() => previewOf(path, kind, data));
      if (preview !== undefined) previews.push(preview);
    }
  return previews;
}

const tablesAt: Readonly<Record<KindName, (path: string) => Promise<readonly string[]>>> = {
  image: manifestAt,
  text: async (path) =>
    (await unlessFaulty(() => findTextTables(path, 'train')))?.map((table) => table.path) ?? [],
};

async function manifestAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined); // what is not there is told by reading the data
  return found?.isFile() ? [path] : [];
}

async function previewOf(path: string, kind: KindName, data: DataOptions): Promise<TablePreview> {
  const table = await readTable(path, {
    encoding: data.encoding,
    separator: data.separator,
    named: namesGiven(data),
  });
  return previewTable(table, { kind, named: data, isPicture: pictureIds(path).isPicture });
}

async function unlessFaulty<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FinesseError) return undefined;
    throw error;
  }
}
