// Which file names a picker shows for what is being looked for; the filters of the system's dialogs say the same.
import type { ShownFiles } from './contract/files.ts';

/** Extensions without the dot; undefined: every file. */
export const shownExtensions: Readonly<Record<ShownFiles, readonly string[] | undefined>> = {
  folders: [],
  pictures: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'avif'],
  tables: ['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson'],
  weights: ['safetensors', 'pth', 'pt', 'bin', 'th', 'json', 'zip', 'h5', 'keras', 'onnx'],
  recipes: ['json'],
  bundles: ['finesse'],
  all: undefined,
};

export function isShown(name: string, show: ShownFiles): boolean {
  const extensions = shownExtensions[show];
  const dot = name.lastIndexOf('.');
  return extensions === undefined || (dot > 0 && extensions.includes(name.slice(dot + 1).toLowerCase()));
}
