import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvRow } from '../../src-main/data/csv-writer.ts';
import { listPictureFiles, listTexts } from '../../src-main/data/unlabelled-inputs.ts';
import { temporaryFolder } from '../store/temporary-store.ts';

const folder = temporaryFolder();

describe('files to be classified', () => {
  it('are all files of a folder, sorted, without those of the system and without loops', async () => {
    const root = join(folder, 'pictures');
    mkdirSync(join(root, 'b', '__MACOSX'), { recursive: true });
    for (const name of ['@eaDir', '$RECYCLE.BIN', 'System Volume Information', '.Spotlight-V100']) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'a.jpg'), 'x');
    }
    for (const name of ['z.png', 'b/a.jpg', 'notes.txt', '.hidden.png', 'Thumbs.db', 'b/__MACOSX/x.png'])
      writeFileSync(join(root, name), 'x');
    symlinkSync(root, join(root, 'b', 'again'), 'dir');
    const names = (await listPictureFiles(root)).map(({ name }) => name);
    expect(names).toEqual([join('b', 'a.jpg'), join('b', 'again'), 'notes.txt', 'z.png']);
    expect(await listPictureFiles(join(root, 'z.png'))).toMatchObject([{ name: 'z.png' }]);
    await expect(listPictureFiles(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'data.missing' });
  });
});

describe('texts to be classified', () => {
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it('are the lines of a text file, whatever their encoding and line ends', async () => {
    const path = file('lines.txt', Buffer.from('caf\xe9\r\nsecond\n\nlast', 'latin1'));
    expect(await listTexts(path)).toEqual([
      { name: 'lines.txt', row: 1, text: 'café' },
      { name: 'lines.txt', row: 2, text: 'second' },
      { name: 'lines.txt', row: 3, text: '' },
      { name: 'lines.txt', row: 4, text: 'last' },
    ]);
  });

  it('are the cells of a column, named or found, with broken rows in their place', async () => {
    const path = file('table.csv', 'id,message,other\n1,hello there,x\n2,broken\n3,bye,y\n');
    const found = await listTexts(path);
    expect(found.map(({ row, text, problem }) => [row, text, problem !== undefined])).toEqual([
      [2, 'hello there', false],
      [3, '', true],
      [4, 'bye', false],
    ]);
    expect((await listTexts(path, { textColumn: 'other' })).map(({ text }) => text)).toEqual(['x', '', 'y']);
    await expect(listTexts(path, { textColumn: 'absent' })).rejects.toMatchObject({
      code: 'data.missing-column',
    });
  });

  it('come from the column of the training where the table has it, and it is said which', async () => {
    const path = file(
      'again.csv',
      ',subject,body\n0,a much longer subject than the body,one\n1,another long one here,two\n',
    );
    const taken: unknown[] = [];
    const options = { usualColumn: 'subject', onColumn: (column: unknown) => taken.push(column) };
    expect((await listTexts(path, options)).map(({ text }) => text)).toEqual([
      'a much longer subject than the body',
      'another long one here',
    ]);
    expect((await listTexts(path, { ...options, usualColumn: 'gone' })).map(({ text }) => text)).toEqual([
      'one',
      'two',
    ]);
    expect(taken).toEqual([
      { file: 'again.csv', column: 'subject' },
      { file: 'again.csv', column: 'body' },
    ]);
  });

  it('are read where the table has an index without a name, a separator line, comments, or is a JSON array', async () => {
    const tables = {
      'index.csv': ',text\n0,hello there\n1,bye\n',
      'excel.csv': 'sep=;\nid;text\n1;hello there\n2;bye\n',
      'device.csv': '# serial 7\n# today\nid,text\n1,hello there\n2,bye\n',
      'array.json': '[{"text": "hello there"},\n {"text": "bye"}]',
    };
    for (const [name, content] of Object.entries(tables)) {
      const texts = (await listTexts(file(name, content))).filter(({ problem }) => problem === undefined);
      expect([name, texts.map(({ text }) => text)]).toEqual([name, ['hello there', 'bye']]);
    }
  });

  it('are those of every such file in a folder but the one the answers go to', async () => {
    const root = join(folder, 'tables');
    mkdirSync(root);
    for (const name of ['a.txt', 'b.jsonl', 'answers.csv', 'picture.png'])
      writeFileSync(
        join(root, name),
        name === 'b.jsonl' ? '{"text":"second","n":1}\n{"text":7,"n":2}\n' : 'first\n',
      );
    const texts = await listTexts(root, { except: join(root, 'answers.csv') });
    expect(texts.map(({ name, row, text }) => `${name} ${row} ${text}`)).toEqual([
      'a.txt 1 first',
      'b.jsonl 1 second',
      'b.jsonl 2 7',
    ]);
  });
});

describe('rows of a CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ['\t=1', "'\t=1"],
    ['say "no", please', '"say ""no"", please"'],
    ['two\nlines', '"two\nlines"'],
    [' blank before', '" blank before"'],
    ['plain', 'plain'],
  ])('write %j so that a spreadsheet shows it and runs nothing', (text, cell) => {
    expect(csvRow([text])).toBe(`${cell}\r\n`);
  });

  it('leave numbers as they are', () => {
    expect(csvRow([-0.5, 1e-7, Number.NaN])).toBe('-0.5,1e-7,\r\n');
  });
});
