import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../src-main/data/candidates.ts';
import { sourceNotices } from '../../src-main/data/source-notices.ts';
import { notices } from '../../src-renderer/lib/i18n/messages/fr/notices.ts';

const layout = { layout: 'delimited', separator: ',', header: true, encoding: 'utf-8' } as const;

describe('what the columns and folders of a source were taken for', () => {
  const cases: readonly [string, SourceFormat, string, string][] = [
    [
      'a table',
      { layout: 'table', table: layout, columns: { text: 'v2', label: 'v1' }, ignored: ['0', 'note'] },
      'Columns of data: text is "v2", label is "v1"; not used: "0", "note".',
      'Colonnes de data : texte = « v2 », étiquette = « v1 » ; inutilisées : « 0 », « note ».',
    ],
    [
      'folders',
      {
        layout: 'split-folders',
        folders: [
          { path: 'seg_train/seg_train', taken: 'train', classes: 6 },
          { path: 'test', taken: 'unlabelled', classes: 0 },
          { path: 'seg_pred', taken: 'unused', classes: 0 },
        ],
      },
      'Folders of data: "seg_train/seg_train" is train (6 classes), "test" is not used (no class folders), "seg_pred" is not used (neither train, validation nor test).',
      'Dossiers de data : « seg_train/seg_train » sert à l’entraînement (6 classes), « test » ne sert pas (pas de dossiers de classe), « seg_pred » ne sert pas (ni entraînement, ni validation, ni test).',
    ],
    [
      'a wrapped folder',
      { layout: 'class-folders', folders: [{ path: 'archive/pets', taken: 'classes', classes: 2 }] },
      'Folders of data: the folders in "archive/pets" are the 2 classes.',
      'Dossiers de data : « archive/pets » contient les classes (2).',
    ],
  ];
  it.each(cases)('%s', (_name, format, english, french) => {
    const [notice] = sourceNotices([{ path: '/some/data', given: 'train', format }]);
    expect(notice!.message).toBe(english);
    expect(notices[notice!.code]!(JSON.parse(JSON.stringify(notice!.params)))).toBe(french);
  });
});
