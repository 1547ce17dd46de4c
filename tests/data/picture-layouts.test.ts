// Folders of pictures as the data sets of this world are laid out: which are taken for classes, which for splits, and
// where nothing is guessed.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FolderMeaning } from '../../src-main/data/folder-layout.ts';
import { readPictureFolders } from '../../src-main/data/picture-folders.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Two files in each folder; `folder/` holds nothing. Names alone decide, so the files are empty. */
async function folderOf(...folders: readonly string[]): Promise<string> {
  const files = folders.flatMap((folder) => [`${folder}/a.jpg`, `${folder}/b.jpg`]);
  return temporaryFolder(Object.fromEntries(files.map((file) => [file, ''])));
}

const cats = (folder: string) => [`${folder}/cats`, `${folder}/dogs`];

async function read(folders: readonly string[], meaning?: FolderMeaning) {
  const root = await folderOf(...folders);
  const { files, ...reading } = await readPictureFolders(root, 'train', meaning);
  return {
    ...reading,
    roles: reading.folders.map(({ path, taken, classes }) => `${path} ${taken} ${classes}`),
    labels: [...new Set(files.map(({ label }) => label))].sort(),
    numFiles: files.length,
    problems: reading.problems.map(({ code, source }) => `${code} ${source.path.slice(root.length + 1)}`),
  };
}

describe('folders that are recognised', () => {
  const cases: readonly [
    string,
    readonly string[],
    readonly string[],
    readonly string[],
    (readonly string[])?,
  ][] = [
    ['a folder a class', cats('.'), ['. classes 2'], ['cats', 'dogs']],
    [
      'train, valid and test',
      [...cats('train'), ...cats('valid'), ...cats('test')],
      ['test test 2', 'train train 2', 'valid validation 2'],
      ['cats', 'dogs'],
    ],
    [
      'Training and Testing',
      [...cats('Training'), ...cats('Testing')],
      ['Testing test 2', 'Training train 2'],
      ['cats', 'dogs'],
    ],
    [
      'train, dev and holdout',
      [...cats('train'), ...cats('dev'), ...cats('holdout')],
      ['dev validation 2', 'holdout test 2', 'train train 2'],
      ['cats', 'dogs'],
    ],
    [
      'Intel scenes: seg_train/seg_train, seg_test/seg_test, seg_pred/seg_pred',
      [...cats('seg_train/seg_train'), ...cats('seg_test/seg_test'), 'seg_pred/seg_pred'],
      ['seg_test/seg_test test 2', 'seg_train/seg_train train 2', 'seg_pred unused 0'],
      ['cats', 'dogs'],
      ['no-split seg_pred'],
    ],
    [
      'training_set and test_set',
      [...cats('training_set/training_set'), ...cats('test_set/test_set')],
      ['test_set/test_set test 2', 'training_set/training_set train 2'],
      ['cats', 'dogs'],
    ],
    [
      'train_images and val_images',
      [...cats('train_images'), ...cats('val_images')],
      ['train_images train 2', 'val_images validation 2'],
      ['cats', 'dogs'],
    ],
    [
      'camel case',
      [...cats('TrainImages'), ...cats('TestImages')],
      ['TestImages test 2', 'TrainImages train 2'],
      ['cats', 'dogs'],
    ],
    [
      'a name that says the same in both',
      [...cats('birds_train'), ...cats('birds_test')],
      ['birds_test test 2', 'birds_train train 2'],
      ['cats', 'dogs'],
    ],
    [
      'years',
      [...cats('train2017'), ...cats('val2017')],
      ['train2017 train 2', 'val2017 validation 2'],
      ['cats', 'dogs'],
    ],
    [
      'French',
      [...cats('Entraînement'), ...cats('Validation')],
      ['Entraînement train 2', 'Validation validation 2'],
      ['cats', 'dogs'],
    ],
    [
      'everything one folder deeper',
      [...cats('dataset/train'), ...cats('dataset/test')],
      ['dataset/test test 2', 'dataset/train train 2'],
      ['cats', 'dogs'],
    ],
    [
      'everything two folders deeper',
      cats('archive/PetImages'),
      ['archive/PetImages classes 2'],
      ['cats', 'dogs'],
    ],
    ['a train folder alone', cats('train'), ['train train 2'], ['cats', 'dogs']],
    [
      'a flat test folder beside train',
      [...cats('train'), 'test'],
      ['train train 2', 'test unlabelled 0'],
      ['cats', 'dogs'],
      ['unlabelled-folder test'],
    ],
    [
      'a test folder with everything in "unknown"',
      [...cats('train'), 'test/unknown'],
      ['train train 2', 'test unlabelled 0'],
      ['cats', 'dogs'],
      ['unlabelled-folder test'],
    ],
    ['a class called train', ['bus', 'car', 'train'], ['. classes 3'], ['bus', 'car', 'train']],
    [
      'classes with a split in their name',
      ['stress_test', 'break_in'],
      ['. classes 2'],
      ['break_in', 'stress_test'],
    ],
    [
      'classes with folders of their own',
      ['cats/black', 'cats/white', 'dogs/big'],
      ['. classes 2'],
      ['cats', 'dogs'],
    ],
    [
      'folders of systems',
      [
        ...cats('.'),
        '@eaDir/x',
        '$RECYCLE.BIN',
        '.Spotlight-V100',
        'System Volume Information',
        '__MACOSX/cats',
        'cats/@eaDir',
        '#recycle',
        'lost+found',
      ],
      ['. classes 2'],
      ['cats', 'dogs'],
      [
        'hidden-file #recycle',
        'hidden-file $RECYCLE.BIN',
        'hidden-file .Spotlight-V100',
        'hidden-file @eaDir',
        'hidden-file System Volume Information',
        'hidden-file __MACOSX',
        'hidden-file cats/@eaDir',
        'hidden-file lost+found',
      ],
    ],
    [
      'one class in two Unicode forms',
      ['caf\u00e9', 'cafe\u0301', 'tea'],
      ['. classes 3'],
      ['caf\u00e9', 'tea'],
    ],
  ];
  it.each(cases)('%s', async (_name, folders, roles, labels, problems = []) => {
    const found = await read(folders);
    expect(found.roles).toEqual(roles);
    expect(found.labels).toEqual(labels);
    expect(found.problems.sort()).toEqual(problems);
  });
});

describe('folders that are asked about', () => {
  const cases: readonly [string, readonly string[], Record<string, unknown>][] = [
    [
      'folds',
      [...cats('fold1'), ...cats('fold2'), ...cats('fold3')],
      { seen: 'folds', folders: ['fold1', 'fold2', 'fold3'], choices: ['groups', 'classes'] },
    ],
    ['folds of pictures', ['Fold_1', 'Fold_2'], { seen: 'folds' }],
    [
      'a class called train, with folders of its own',
      ['train/steam', 'train/diesel', 'bus/city', 'car/sport'],
      { seen: 'split-or-class', choices: ['splits', 'classes'] },
    ],
    [
      'a flat test folder beside classes',
      ['cats', 'dogs', 'test'],
      { seen: 'split-or-class', folders: ['cats', 'dogs', 'test'] },
    ],
    [
      'a test folder, and training data called otherwise',
      [...cats('learn'), ...cats('test')],
      { seen: 'split-or-class' },
    ],
    [
      'sites with the same folders',
      [...cats('Lyon'), ...cats('Nantes')],
      { seen: 'nested', folders: ['Lyon', 'Nantes'], choices: ['classes', 'groups'] },
    ],
  ];
  it.each(cases)('%s', async (_name, folders, params) => {
    await expect(read(folders)).rejects.toMatchObject({ code: 'data.unclear-folders', params });
  });

  it('and the answer in the recipe is followed', async () => {
    const [folds] = [cases[0]![1]];
    expect(await read(folds, 'groups')).toMatchObject({
      layout: 'group-folders',
      labels: ['cats', 'dogs'],
      numFiles: 12,
      roles: ['fold1 group 2', 'fold2 group 2', 'fold3 group 2'],
    });
    expect((await read(folds, 'classes')).labels).toEqual(['fold1', 'fold2', 'fold3']);
    expect((await read(cases[2]![1], 'classes')).labels).toEqual(['bus', 'car', 'train']);
    const split = await read(cases[2]![1], 'splits');
    expect([split.labels, split.problems]).toEqual([
      ['diesel', 'steam'],
      ['no-split bus', 'no-split car'],
    ]);
    expect((await read(cases[3]![1], 'classes')).labels).toEqual(['cats', 'dogs', 'test']);
    await expect(read(cases[3]![1], 'splits')).rejects.toMatchObject({ code: 'data.splits-without-classes' });
  });

  it('splits of pictures without classes are no classes, and the table beside them is named', async () => {
    const root = await folderOf('train', 'test');
    await expect(readPictureFolders(root, 'train')).rejects.toMatchObject({
      code: 'data.splits-without-classes',
      params: { path: root, folders: ['test', 'train'], tables: [] },
    });
    const withTable = await temporaryFolder({
      'train/1.jpg': '',
      'test/2.jpg': '',
      'train.csv': 'id,label\n1,cat',
    });
    const error = await readPictureFolders(withTable, 'train').catch((cause: Error) => cause);
    expect(String(error)).toContain(
      'If "train.csv" names pictures and labels, point data.path at that table.',
    );
  });

  it('separate test data may be wrapped as well', async () => {
    const root = await folderOf(...cats('seg_test/seg_test'));
    const { files } = await readPictureFolders(join(root, 'seg_test'), 'test');
    expect(files.map(({ label, given }) => `${label} ${given}`)).toEqual([
      'cats test',
      'cats test',
      'dogs test',
      'dogs test',
    ]);
  });
});
