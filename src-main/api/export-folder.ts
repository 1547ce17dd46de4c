// Where an export goes. A person chooses a folder that is there, often one with other things in it, and the files of an
// export are called README.md and model.json: among others they would be lost, or in the way.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const maxNameLength = 80;

/** The chosen folder where it is new or empty, else the first free sub-folder named after the run and the format. */
export function exportFolder(chosen: string, runName: string, format: string): string {
  if (!statSync(chosen, { throwIfNoEntry: false })?.isDirectory()) return chosen;
  // Systems leave hidden files of their own in folders that look empty.
  if (readdirSync(chosen).every((name) => name.startsWith('.'))) return chosen;
  const name = `${fileName(runName)} ${format}`;
  for (let number = 1; ; number++) {
    const folder = join(chosen, number === 1 ? name : `${name} ${number}`);
    if (!existsSync(folder)) return folder;
  }
}

/** A name that every system takes: none of the signs that Windows forbids, no leading dot. */
function fileName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name
  const allowed = name.replaceAll(/[/\\:*?"<>|\u0000-\u001f]/g, ' ');
  const cut = [...allowed].slice(0, maxNameLength).join('');
  return cut.replaceAll(/\s+/g, ' ').replace(/^[. ]+|[. ]+$/g, '') || 'model';
}
