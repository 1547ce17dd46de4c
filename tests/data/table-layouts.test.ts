// Tables as people have them: exports of spreadsheets, pandas, R, instruments and labelling programs. What is read, as
// what, and what is refused with which words.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DataOptions, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import type { DatasetReading } from '../../src-main/data/open-dataset.ts';
import { readDataset } from '../../src-main/data/open-dataset.ts';
import { temporaryFolder } from './temporary-folder.ts';

const words = 'the parcel came late and nobody answered my letter about it';

/** Twenty different texts. */
const texts = Array.from({ length: 20 }, (_, at) => `${words.slice(0, 20 + at)} ${at}`);
const isOdd = (at: number) => at % 2 === 1;

function lines(header: string | null, row: (text: string, at: number) => string): string {
  return [...(header === null ? [] : [header]), ...texts.map(row)].join('\n');
}

async function readTexts(content: string, options: Partial<DataOptions> = {}, name = 'a.csv') {
  const folder = await temporaryFolder({ [name]: content });
  const data = dataOptionsSchema.parse({ path: join(folder, name), ...options });
  return readDataset({ kind: 'text', data, seed: 1, workers: 1 });
}

function taken({ reports }: DatasetReading) {
  const { format } = reports[0]!;
  if (!('columns' in format)) throw new Error('read as folders');
  return { columns: format.columns, ignored: format.ignored };
}

describe('columns of real tables of texts', () => {
  const cases: readonly [string, string, Record<string, string>, readonly string[]][] = [
    [
      'pandas wrote its index',
      lines(',text,label', (text, at) => `${at},${text},${isOdd(at)}`),
      { text: 'text', label: 'label' },
      ['0'],
    ],
    [
      'pandas wrote its index twice',
      lines(',Unnamed: 0,review,sentiment', (text, at) => `${at},${at},${text},${isOdd(at) ? 'pos' : 'neg'}`),
      { text: 'review', label: 'sentiment' },
      ['0', 'Unnamed: 0'],
    ],
    [
      'R wrote no name for its row names',
      lines('text,label', (text, at) => `${at + 1},${text},${isOdd(at) ? 'b' : 'a'}`),
      { text: 'text', label: 'label' },
      ['0'],
    ],
    [
      'SMS spam',
      lines('v1,v2,,,', (text, at) => `${isOdd(at) ? 'ham' : 'spam'},"${text}",,,`),
      { text: 'v2', label: 'v1' },
      [],
    ],
    [
      'IMDb',
      lines('review,sentiment', (text, at) => `${text},${isOdd(at) ? 'positive' : 'negative'}`),
      { text: 'review', label: 'sentiment' },
      [],
    ],
    [
      'airline tweets',
      lines(
        'tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,negativereason_confidence,airline,airline_sentiment_gold,name,retweet_count,text,tweet_created',
        (text, at) =>
          `57030613367776${at},${['neutral', 'positive', 'negative'][at % 3]},${at % 4 === 0 ? '0.6' : '1.0'},${at % 3 === 2 ? 'Late' : ''},${at % 3 === 2 ? '0.7' : ''},${isOdd(at) ? 'Delta' : 'United'},,user${at},0,${text},2015-02-24 11:35:${10 + at}`,
      ),
      { text: 'text', label: 'airline_sentiment' },
      [
        'tweet_id',
        'airline_sentiment_confidence',
        'negativereason',
        'negativereason_confidence',
        'airline',
        'name',
        'retweet_count',
        'tweet_created',
      ],
    ],
    [
      'fastai',
      lines(
        'label,text,is_valid',
        (text, at) => `${isOdd(at) ? 'positive' : 'negative'},${text},${at >= 14 ? 'True' : 'False'}`,
      ),
      { text: 'text', label: 'label', split: 'is_valid' },
      [],
    ],
    [
      'a split column',
      lines(
        'text,label,split',
        (text, at) => `${text},${isOdd(at) ? 'a' : 'b'},${at >= 14 ? 'test' : 'train'}`,
      ),
      { text: 'text', label: 'label', split: 'split' },
      [],
    ],
    [
      'a key, a text and one column that repeats',
      lines('ticket_id,body,outcome', (text, at) => `T-${at},${text},${isOdd(at) ? 'won' : 'lost'}`),
      { text: 'body', label: 'outcome' },
      ['ticket_id'],
    ],
    [
      'a text called by two words',
      lines('id,comment_text,label', (text, at) => `${at},${text},${at % 2}`),
      { text: 'comment_text', label: 'label' },
      ['id'],
    ],
    [
      'two columns of the same name',
      lines('text,label,label_note,note,note', (text, at) => `${text},${at % 2},x,${at},${at}`),
      { text: 'text', label: 'label' },
      ['label_note', '3', '4'],
    ],
    [
      'Excel in a country with decimal commas',
      `sep=;\n${lines('text;label', (text, at) => `${text};${isOdd(at) ? 'a' : 'b'}`)}`,
      { text: 'text', label: 'label' },
      [],
    ],
    [
      'an instrument',
      `# device: X-100, serial 7\n# exported 2026-11-30\n${lines('text,label', (text, at) => `${text},${isOdd(at) ? 'a' : 'b'}`)}`,
      { text: 'text', label: 'label' },
      [],
    ],
    [
      'a header behind a #',
      lines('#text,label', (text, at) => `${text},${isOdd(at) ? 'a' : 'b'}`),
      { text: 'text', label: 'label' },
      [],
    ],
    [
      'texts that begin with #, without a header',
      lines(null, (text, at) => `#${text},${isOdd(at) ? 'a' : 'b'}`),
      { text: '0', label: '1' },
      [],
    ],
  ];
  it.each(cases)('%s', async (_name, content, columns, ignored) => {
    const reading = await readTexts(content);
    expect(taken(reading)).toEqual({ columns, ignored });
    expect(reading.version.examples).toHaveLength(20);
    expect(reading.version.examples[3]!.text).toMatch(/^#?the parcel came/);
    expect(reading.version.classes.length).toBeLessThanOrEqual(3);
  });

  it('divides the rows as the column says', async () => {
    const { version } = await readTexts(
      lines(
        'label,text,is_valid',
        (text, at) => `${isOdd(at) ? 'p' : 'n'},${text},${at >= 14 ? 'True' : 'False'}`,
      ),
      { testFraction: 0 },
    );
    expect(version.examples.map(({ split }) => split)).toEqual([
      ...Array(14).fill('train'),
      ...Array(6).fill('validation'),
    ]);
  });

  it('leaves the column out of account where the recipe says so', async () => {
    const content = lines(
      'text,label,split',
      (text, at) => `${text},${isOdd(at) ? 'a' : 'b'},${at >= 14 ? 'test' : 'train'}`,
    );
    const reading = await readTexts(content, { splitColumn: false });
    expect(taken(reading)).toEqual({ columns: { text: 'text', label: 'label' }, ignored: ['split'] });
    expect(reading.reports[0]!.splits).toEqual(['train']);
  });

  it('a comment line is mentioned, and lines keep their numbers', async () => {
    const { version } = await readTexts(
      `# one\nsep\n`.replace('sep\n', '') +
        lines('text,label', (text, at) => `${text},${isOdd(at) ? 'a' : 'b'}`),
    );
    expect(version.problems).toMatchObject([{ code: 'comment-line', source: { row: 1 }, warning: true }]);
    expect(version.examples[0]!.source.row).toBe(3);
  });
});

describe('columns that cannot be decided are asked for', () => {
  const flag = (at: number, of: number) => (at % 3 === of ? '1' : '0');
  const cases: readonly [string, string, string, Record<string, unknown>][] = [
    [
      'one column of 0 and 1 for each class',
      lines('text,cat,dog,bird', (text, at) => `${text},${flag(at, 0)},${flag(at, 1)},${flag(at, 2)}`),
      'data.one-hot',
      { columns: ['cat', 'dog', 'bird'], several: false },
    ],
    [
      'several classes at once',
      lines(
        'id,comment_text,toxic,obscene,threat',
        (text, at) => `${at},${text},${flag(at, 0)},${flag(at, 0)},${flag(at, 1)}`,
      ),
      'data.one-hot',
      { columns: ['toxic', 'obscene', 'threat'], several: true },
    ],
    [
      'two columns that could be labels',
      lines(
        'text,country,outcome',
        (text, at) => `${text},${['fr', 'de', 'it'][at % 3]},${isOdd(at) ? 'won' : 'lost'}`,
      ),
      'data.unclear-label',
      { columns: ['country', 'outcome'] },
    ],
    [
      'a target that is a measurement',
      lines('text,target', (text, at) => `${text},${(at % 7) / 10}`),
      'data.measured-labels',
      { column: 'target' },
    ],
    [
      'a measurement beside a text, without telling names',
      lines('a,score', (text, at) => `${text},${(at % 7) / 10}`),
      'data.measured-labels',
      { column: 'score' },
    ],
    [
      'a split in other words',
      lines('text,label,split', (text, at) => `${text},${isOdd(at) ? 'a' : 'b'},${at % 3}`),
      'data.unclear-split',
      { column: 'split', values: ['0', '1', '2'] },
    ],
  ];
  it.each(cases)('%s', async (_name, content, code, params) => {
    await expect(readTexts(content)).rejects.toMatchObject({ code, params });
  });

  it('and taken as the recipe names them', async () => {
    const [, oneHot] = cases[0]!;
    expect((await readTexts(oneHot, { labelColumn: 'dog' })).version.classes).toEqual(['0', '1']);
    const [, measured] = cases[3]!;
    const { version } = await readTexts(measured, { labelColumn: 'target' });
    expect(version.classes).toHaveLength(7);
    expect(version.problems.filter(({ code }) => code === 'measured-labels')).toHaveLength(1);
  });
});

describe('a quote that is never closed', () => {
  it('does not make rows vanish into a text that a later quote happens to end', async () => {
    const rows = lines('text,label', (text, at) =>
      at === 4 ? `"${text},a` : at === 5 ? `a screen of 5",b` : `${text},${isOdd(at) ? 'b' : 'a'}`,
    );
    const { version } = await readTexts(rows);
    expect(version.examples).toHaveLength(18);
    expect(version.problems).toMatchObject([
      { code: 'swallowed-rows', source: { row: 6 }, params: { lines: 2 } },
    ]);
  });

  it('is told with all rows it costs where what is left does not fit the columns', async () => {
    const rows = lines('text,label', (text, at) =>
      at === 4 ? `"${text},a` : at === 6 ? `${text},a"` : `${text},${isOdd(at) ? 'b' : 'a'}`,
    );
    const { version } = await readTexts(rows);
    expect(version.examples).toHaveLength(17);
    expect(version.problems).toMatchObject([
      { code: 'swallowed-rows', source: { row: 6 }, params: { lines: 3 } },
    ]);
  });

  it('is not seen in texts of several lines', async () => {
    const rows = lines(
      'text,label',
      (text, at) => `"Dear all, hello\n${text}, bye",${isOdd(at) ? 'b' : 'a'}`,
    );
    expect((await readTexts(rows)).version.problems).toEqual([]);
  });
});

describe('rows that a spreadsheet made longer or shorter', () => {
  it('are whole where only empty cells came or went', async () => {
    const rows = lines('text,label', (text, at) => `${text},${isOdd(at) ? 'b' : 'a'}${','.repeat(at % 3)}`);
    expect((await readTexts(rows)).version.examples).toHaveLength(20);
    const short = lines('text,label,,', (text, at) => `${text},${isOdd(at) ? 'b' : 'a'}`);
    expect((await readTexts(short)).version.examples).toHaveLength(20);
  });
});

describe('exports of labelling programs', () => {
  const chosen = (at: number) => (isOdd(at) ? 'Positive' : 'Negative');
  const studio = (at: number, choices: readonly (readonly string[])[]) => ({
    id: at,
    data: { text: texts[at] },
    annotations: choices.map((choice) => ({
      was_cancelled: false,
      result: [{ from_name: 'sentiment', to_name: 'text', type: 'choices', value: { choices: choice } }],
    })),
  });
  const all = (entry: (text: string, at: number) => unknown) => JSON.stringify(texts.map(entry), null, 1);
  const cases: readonly [string, string, string, Record<string, string>][] = [
    [
      'Label Studio, JSON',
      'a.json',
      all((_, at) => studio(at, [[chosen(at)], [chosen(at)]])),
      { text: 'text', label: 'sentiment' },
    ],
    [
      'Label Studio, JSON-MIN',
      'a.json',
      all((text, at) => ({ text, id: at, sentiment: chosen(at), annotator: 1, lead_time: at / 7 })),
      { text: 'text', label: 'sentiment' },
    ],
    [
      'Label Studio, CSV',
      'a.csv',
      lines(
        'annotation_id,annotator,created_at,id,lead_time,text,choice',
        (text, at) =>
          `${at},1,2026-11-30T10:00:0${at % 10}Z,${at},${at / 7},${text},"{""choices"": [""${chosen(at)}""]}"`,
      ),
      { text: 'text', label: 'choice' },
    ],
    [
      'doccano, JSONL',
      'a.jsonl',
      texts.map((text, at) => JSON.stringify({ id: at, text, label: [chosen(at)], Comments: [] })).join('\n'),
      { text: 'text', label: 'label' },
    ],
    [
      'doccano of old, JSONL',
      'a.jsonl',
      texts
        .map((text, at) => JSON.stringify({ id: at, data: text, labels: [chosen(at)], meta: {} }))
        .join('\n'),
      { text: 'data', label: 'labels' },
    ],
  ];
  it.each(cases)('%s', async (_name, file, content, columns) => {
    const reading = await readTexts(content, {}, file);
    expect(taken(reading).columns).toEqual(columns);
    expect(reading.version.classes).toEqual(['Negative', 'Positive']);
    expect(reading.version.examples).toHaveLength(20);
    expect(reading.version.problems).toEqual([]);
  });

  it('several labels for one text cost that row, and say so', async () => {
    const content = all((_, at) => studio(at, at === 3 ? [['Positive'], ['Negative']] : [[chosen(at)]]));
    const { version } = await readTexts(content, {}, 'a.json');
    expect(version.examples).toHaveLength(19);
    expect(version.problems).toMatchObject([
      { code: 'several-labels', params: { labels: ['Positive', 'Negative'] } },
    ]);
  });

  it('stop where several labels are the rule', async () => {
    const content = texts
      .map((text, at) => JSON.stringify({ text, label: at % 3 === 0 ? ['a', 'b'] : ['a'] }))
      .join('\n');
    await expect(readTexts(content, {}, 'a.jsonl')).rejects.toMatchObject({
      code: 'data.several-labels',
      params: { rows: 7, labelled: 20 },
    });
  });

  it('a broken entry of an array costs itself, on its line', async () => {
    const entries = texts.map((text, at) => JSON.stringify({ text, label: chosen(at) }));
    const { version } = await readTexts(
      `[\n${[...entries.slice(0, 4), '{"text": oops}', ...entries.slice(4)].join(',\n')}\n]`,
      {},
      'a.json',
    );
    expect(version.examples).toHaveLength(20);
    expect(version.problems).toMatchObject([{ code: 'invalid-json', source: { row: 6 } }]);
  });
});

describe('labels that look alike', () => {
  const labelled = (labels: readonly string[]) =>
    readTexts(
      JSON.stringify(texts.map((text, at) => ({ text, label: labels[at % labels.length] }))),
      { labelColumn: 'label' },
      'a.json',
    );

  it('are one class where nobody can see the difference', async () => {
    const { version } = await labelled([
      'caf\u00e9',
      'cafe\u0301',
      ' caf\u00e9\u00a0',
      'caf\u200b\u00e9',
      '\ufeffcaf\u00e9',
      'tea',
      'te\u00ada',
      '\u200etea',
    ]);
    expect(version.classes).toEqual(['caf\u00e9', 'tea']);
    expect(version.problems).toEqual([]);
  });

  it('keep the joiners that words and emoji are made with', async () => {
    const { version } = await labelled([
      '\u0645\u06cc\u200c\u0631\u0648\u062f',
      '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
      'x\u200d',
    ]);
    expect(version.classes).toEqual([
      'x',
      '\u0645\u06cc\u200c\u0631\u0648\u062f',
      '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    ]);
  });

  it('are told with their counts, and not merged, where the difference can be seen', async () => {
    const { version } = await labelled([
      'Spam',
      'spam',
      'ham',
      'spam',
      '1',
      '1.0',
      'nan',
      'N/A',
      'ham',
      'ham',
    ]);
    expect(version.classes).toEqual(['1', '1.0', 'N/A', 'Spam', 'ham', 'nan', 'spam']);
    const told = version.problems.filter(({ code }) => code !== 'few-examples');
    expect(told.map(({ code, params, warning }) => [code, params, warning])).toEqual([
      [
        'similar-labels',
        {
          labels: [
            { label: 'spam', count: 4 },
            { label: 'Spam', count: 2 },
          ],
        },
        true,
      ],
      [
        'similar-labels',
        {
          labels: [
            { label: '1', count: 2 },
            { label: '1.0', count: 2 },
          ],
        },
        true,
      ],
      ['no-label-meant', { label: 'nan', count: 2 }, true],
      ['no-label-meant', { label: 'N/A', count: 2 }, true],
    ]);
  });
});
