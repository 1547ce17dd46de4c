// How data was understood, in words: which columns and folders were taken for what, and which are not looked at. Told
// before every training, so that a wrong guess is seen before it is learnt.
import { basename } from 'node:path';
import { type Message, messageTable } from '../errors.ts';
import type { SourceReport } from './candidates.ts';
import type { FolderRole } from './picture-folders.ts';

export type SourceTaken = Pick<SourceReport, 'path' | 'given' | 'format'>;

interface ColumnsRead {
  readonly file: string;
  /** Role -> column. */
  readonly columns: Readonly<Record<string, string>>;
  readonly ignored: readonly string[];
}

interface FoldersRead {
  readonly folder: string;
  readonly folders: readonly FolderRole[];
}

const shown = 12;

function listed(names: readonly string[]): string {
  const first = names.slice(0, shown).map((name) => `"${name}"`);
  return names.length > shown ? `${first.join(', ')} and ${names.length - shown} more` : first.join(', ');
}

function roleText({ path, taken, classes }: FolderRole): string {
  const folder =
    path === '.' ? 'its folders' : taken === 'classes' ? `the folders in "${path}"` : `"${path}"`;
  if (taken === 'classes') return `${folder} are the ${classes} classes`;
  if (taken === 'unlabelled') return `${folder} is not used (no class folders)`;
  if (taken === 'unused') return `${folder} is not used (neither train, validation nor test)`;
  return taken === 'group'
    ? `${folder} is put together with the others (${classes} classes)`
    : `${folder} is ${taken} (${classes} classes)`;
}

const notice = messageTable('data', {
  columnsTaken: ({ file, columns, ignored }: ColumnsRead) => {
    const roles = Object.entries(columns).map(([role, column]) => `${role} is "${column}"`);
    const rest = ignored.length === 0 ? '' : `; not used: ${listed(ignored)}`;
    return `Columns of ${file}: ${roles.join(', ')}${rest}.`;
  },
  foldersTaken: ({ folder, folders }: FoldersRead) =>
    `Folders of ${folder}: ${folders.slice(0, shown).map(roleText).join(', ')}${folders.length > shown ? ` and ${folders.length - shown} more` : ''}.`,
});

/** One message for each source. */
export function sourceNotices(sources: readonly SourceTaken[]): Message[] {
  return sources.map(({ path, format }) =>
    'folders' in format
      ? notice('foldersTaken', { folder: basename(path) || path, folders: format.folders })
      : notice('columnsTaken', {
          file: basename(path),
          columns: format.columns,
          ignored: format.ignored,
        }),
  );
}
