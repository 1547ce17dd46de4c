import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { DataReport } from '../../../src-main/api/contract/data.ts';
import * as picking from '../../../src-renderer/lib/files/pick-path.svelte.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import DataStep from '../../../src-renderer/routes/wizard/steps/data/DataStep.svelte';
import { withExcluded, withLabel } from '../../../src-renderer/routes/wizard/steps/data/data-edits.ts';
import { ExamplePages } from '../../../src-renderer/routes/wizard/steps/data/example-pages.svelte.ts';
import { exampleWindow } from '../../../src-renderer/routes/wizard/steps/data/example-window.ts';
import { expectAccessible } from '../accessibility.ts';
import type { AnswersOf } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { dataset, readyRecipe, report, streamOf, wizardApi } from './wizard-fakes.ts';

const hash = 'cd'.repeat(32);
const example = {
  index: 3,
  name: 'sound/4.png',
  path: '/pictures/sound/4.png',
  row: null,
  contentHash: hash,
  label: 'sound',
  split: 'train' as const,
  text: null,
  numCharacters: null,
  width: 96,
  height: 96,
};

const table: DataReport['tables'][number] = {
  path: '/tickets.csv',
  encoding: 'utf-8',
  separator: ',',
  header: true,
  numRows: 2,
  columns: [
    {
      name: 'subject',
      reference: 'subject',
      role: 'ignore',
      confidence: 'unsure',
      reason: 'none',
      filled: 2,
      distinct: 2,
      meanLength: 9,
      samples: [],
    },
    {
      name: 'body',
      reference: 'body',
      role: 'text',
      confidence: 'likely',
      reason: 'content',
      filled: 2,
      distinct: 2,
      meanLength: 60,
      samples: [],
    },
    {
      name: 'team',
      reference: 'team',
      role: 'label',
      confidence: 'certain',
      reason: 'usual-name',
      filled: 2,
      distinct: 2,
      meanLength: 4,
      samples: [],
    },
  ],
  rows: [
    ['Printer', 'It does not print', 'it'],
    ['Invoice', 'Too high', 'billing'],
  ],
};

function show(data: AnswersOf<'data'> = {}, recipe: Record<string, unknown> = readyRecipe) {
  const api = wizardApi({
    data: { examples: async () => ({ total: 1, examples: [example] }), ...data },
  });
  const draft = new Draft(api, { id: 'd1', recipe });
  renderScreen(DataStep, { api, props: { draft } });
  return draft;
}

describe('the data step', () => {
  it('asks for data first', async () => {
    show({}, { task: 'image-classification' });
    expect(screen.getByText('Drop a folder or a table here')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Choose a folder…' })).toBeTruthy();
    await expectAccessible();
  });

  it('keeps the focus with the choice of data once there is some', async () => {
    vi.spyOn(picking, 'pickPath').mockResolvedValueOnce('/pictures');
    show({}, { task: 'image-classification' });
    const choose = screen.getByRole('button', { name: 'Choose a folder…' });
    choose.focus();
    await fireEvent.click(choose);
    expect(await screen.findByRole('button', { name: 'Read again' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Choose a folder…'));
  });

  it('keeps the shares and the rule for duplicates of a template when data is chosen after it', async () => {
    vi.spyOn(picking, 'pickPath').mockResolvedValueOnce('/other');
    const data = {
      path: '/pictures',
      testFraction: 0.2,
      duplicates: 'drop',
      labelColumn: 'team',
      exclude: [hash],
      relabel: { [hash]: 'scratch' },
    };
    const draft = show({}, { ...readyRecipe, data });
    await fireEvent.click(screen.getByRole('button', { name: 'Choose a folder…' }));
    await waitFor(() =>
      expect(draft.written('data')).toEqual({ path: '/other', testFraction: 0.2, duplicates: 'drop' }),
    );
  });

  it('shows counts, balance, findings, split and examples', async () => {
    show();
    expect(await screen.findByText('What was found')).toBeTruthy();
    expect(screen.getByText('Version c2ed8162')).toBeTruthy();
    expect(screen.getAllByRole('row', { name: /scratch/ })[0]!.textContent).toContain('50');
    expect(screen.getByText('Files that are no pictures: 1')).toBeTruthy();
    expect(await screen.findByRole('img', { name: 'sound/4.png' })).toBeTruthy();
    const contradicted = document.querySelector('img[alt="scratch/1.png"]'); // folded in
    expect(contradicted?.getAttribute('src')).toBe(
      `/media/example/${report.dataset?.key}/${'ab'.repeat(32)}?size=256`,
    );
    await expectAccessible();
  });

  it('repairs duplicates, imbalance and contradictions with a click, and takes it back', async () => {
    const draft = show();
    await fireEvent.click(await screen.findByRole('button', { name: 'Use each only once' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Let rare classes count more' }));
    await fireEvent.click(screen.getByRole('button', { name: 'It is scratch' }));
    expect(draft.written('data')).toEqual({
      path: '/pictures',
      duplicates: 'drop',
      relabel: { ['ab'.repeat(32)]: 'scratch' },
    });
    expect(draft.written('hyperparameters.classWeights')).toBe('balanced');
    await fireEvent.click(screen.getByRole('button', { name: 'Use all again' }));
    for (const undo of screen.getAllByRole('button', { name: 'Undo' })) await fireEvent.click(undo);
    expect(draft.recipe).toEqual(readyRecipe);
  });

  it('says that pictures of 12 bits are nearly black, offers what is white, and takes it back', async () => {
    const range = { pictures: 40, dim: 40, peak: 3900, dimPeak: 3900, whiteLevel: 4095 };
    const items = [{ path: '/pictures/a.png', row: null, message: 'dim', params: { peak: 3900 } }];
    const dim = { code: 'dim-picture', count: 40, warning: true, items };
    const dataset = { ...report.dataset!, sampleRange: range, problems: [dim] };
    const draft = show({ inspect: streamOf({ ...report, dataset }) });
    expect(await screen.findByText('40 pictures of 16 bits are nearly black')).toBeTruthy();
    expect(screen.getByText(/No value is above 3,900 of 65,535/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Make 4,095 white' }));
    expect(draft.written('preprocessing.whiteLevel')).toBe(4095);
    const said = screen.getByText('Pictures of 16 bits are stretched: 4,095 becomes white.');
    await expectAccessible();
    await fireEvent.click(within(said.closest('li')!).getByRole('button', { name: 'Undo' }));
    expect(draft.written('preprocessing.whiteLevel')).toBeUndefined();
  });

  it('offers no white level where only some pictures are nearly black', async () => {
    const range = { pictures: 40, dim: 3, peak: 60_000, dimPeak: 3900, whiteLevel: 4095 };
    show({ inspect: streamOf({ ...report, dataset: { ...report.dataset!, sampleRange: range } }) });
    expect(await screen.findByText('3 of 40 pictures of 16 bits are nearly black')).toBeTruthy();
    expect(screen.getByText(/in the others up to 60,000/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /white/ })).toBeNull();
  });

  it('opens an example, corrects its label or leaves it out', async () => {
    const draft = show();
    await fireEvent.click(await screen.findByRole('button', { name: /sound\/4\.png/ }));
    const dialog = await screen.findByRole('dialog');
    await fireEvent.change(within(dialog).getByLabelText('Label'), { target: { value: 'scratch' } });
    expect(draft.written('data.relabel')).toEqual({ [hash]: 'scratch' });
    await fireEvent.click(await screen.findByRole('button', { name: /sound\/4\.png/ }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Leave it out' }));
    expect(draft.written('data')).toEqual({ path: '/pictures', exclude: [hash] });
  });

  it('asks main for the counts of another split, and says why one is impossible', async () => {
    const splitPreview = vi.fn(async () => ({
      ...dataset,
      splits: { train: 300, validation: 227, test: 93 },
      tooSmall: ['scratch'],
    }));
    const draft = show({ splitPreview });
    const slider = await screen.findByRole('slider', { name: /validation/i });
    await fireEvent.input(slider, { target: { value: '0.3' } });
    expect(draft.written('data.validationFraction')).toBe(0.3);
    expect(await screen.findByText('Validation: 227')).toBeTruthy();
    expect(screen.getByText('Too few examples for every split: scratch.')).toBeTruthy();
    await waitFor(() =>
      expect(splitPreview).toHaveBeenLastCalledWith(
        expect.objectContaining({ validationFraction: 0.3, testFraction: 0.15, seed: 42 }),
        expect.anything(),
      ),
    );
  });

  it('shows the columns of a table, what they were taken for, and lets them be changed', async () => {
    const draft = show(
      { inspect: streamOf({ ...report, kind: 'text', tables: [table] }) },
      { task: 'text-classification', data: { path: '/tickets.csv' } },
    );
    const role = await screen.findByLabelText('Role of the column subject');
    expect(screen.getByText('by its content')).toBeTruthy();
    expect(screen.getByText('by its name')).toBeTruthy();
    await fireEvent.change(role, { target: { value: 'text' } });
    expect(draft.written('data')).toEqual({
      path: '/tickets.csv',
      textColumn: 'subject',
      labelColumn: 'team',
    });
  });

  it('shows columns without a name or with the same one, and names them by their number', async () => {
    const like = table.columns[0]!;
    const nameless = [1, 2].map((at) => ({
      ...like,
      name: '',
      reference: String(at),
      confidence: 'likely' as const,
    }));
    const twice = [3, 4].map((at) => ({ ...like, name: 'note', reference: String(at) }));
    const split = { ...like, name: 'split', reference: 'split', role: 'split' as const };
    const columns = [table.columns[2]!, ...nameless, ...twice, split];
    const draft = show(
      { inspect: streamOf({ ...report, kind: 'text', tables: [{ ...table, columns, rows: [] }] }) },
      { task: 'text-classification', data: { path: '/spam.csv' } },
    );
    await fireEvent.change(await screen.findByLabelText('Role of the column Column 2 (no name)'), {
      target: { value: 'text' },
    });
    expect(screen.getAllByLabelText('Role of the column note')).toHaveLength(2);
    expect(draft.written('data')).toEqual({
      path: '/spam.csv',
      labelColumn: 'team',
      splitColumn: 'split',
      textColumn: '1',
    });
    await fireEvent.change(screen.getByLabelText('Role of the column split'), {
      target: { value: 'ignore' },
    });
    expect(draft.written('data.splitColumn')).toBe(false);
    await expectAccessible();
  });

  it('says labels that look alike in words, with their counts', async () => {
    const labels = [
      { label: 'spam', count: 9 },
      { label: 'Spam', count: 1 },
    ];
    const item = {
      path: '/x/a.csv',
      row: 3,
      message: 'labels look alike: "spam" (9), "Spam" (1)',
      params: { labels },
    };
    const problems = [{ code: 'similar-labels' as const, count: 1, warning: true, items: [item] }];
    show({ inspect: streamOf({ ...report, dataset: { ...dataset, problems } }) });
    expect(await screen.findByText('Labels that look alike: 1')).toBeTruthy();
    expect(screen.getByText('a.csv: labels look alike: "spam" (9), "Spam" (1).')).toBeTruthy();
  });

  it('asks what the folders are where their names do not say it, and follows the answer', async () => {
    const fault = {
      code: 'data.unclear-folders',
      message: 'Folders of a cross-validation.',
      params: { path: '/x', seen: 'folds', folders: ['fold1', 'fold2'], choices: ['groups', 'classes'] },
    };
    const draft = show({ inspect: streamOf({ ...report, fault, dataset: null }) });
    expect((await screen.findByRole('alert')).textContent).toContain('parts of a cross-validation');
    expect(screen.queryByRole('button', { name: 'Training, validation and test' })).toBeNull();
    await expectAccessible();
    await fireEvent.click(screen.getByRole('button', { name: 'Groups to put together' }));
    expect(draft.written('data')).toEqual({ path: '/pictures', folders: 'groups' });
  });

  it('shows what the folders were taken for, and lets it be changed', async () => {
    const folders = [
      { path: 'seg_train/seg_train', taken: 'train' as const, classes: 6 },
      { path: 'seg_pred', taken: 'unused' as const, classes: 0 },
    ];
    const draft = show({ inspect: streamOf({ ...report, dataset: { ...dataset, folders } }) });
    expect(await screen.findByText('seg_train/seg_train')).toBeTruthy();
    expect(screen.getByText('training, 6 classes')).toBeTruthy();
    expect(screen.getByText('not used: neither training, validation nor test')).toBeTruthy();
    await fireEvent.change(screen.getByLabelText('What the folders are'), { target: { value: 'classes' } });
    expect(draft.written('data.folders')).toBe('classes');
    await fireEvent.change(screen.getByLabelText('What the folders are'), { target: { value: 'names' } });
    expect(draft.written('data')).toEqual({ path: '/pictures' });
  });

  it('says why data cannot be used', async () => {
    const fault = {
      code: 'data.no-class-folders',
      message: 'Needed one folder a class.',
      params: { path: '/x' },
    };
    show({ inspect: streamOf({ ...report, fault, dataset: null }) });
    expect((await screen.findByRole('alert')).textContent).toContain('Needed one folder a class.');
  });

  it('offers the other task where the data fits that one', async () => {
    const fault = {
      code: 'data.missing-column',
      message: 'Name the column in the recipe.',
      params: { path: '/tickets.csv', needed: 'path', found: ['body', 'team'] },
    };
    const data = {
      inspect: streamOf({ ...report, path: '/tickets.csv', fault, dataset: null, tables: [table] }),
      suggestTask: async () => ({
        task: 'text-classification',
        reason: 'table-of-texts',
        numPictures: 0,
        numTables: 1,
      }),
    } satisfies AnswersOf<'data'>;
    const draft = show(data, { ...readyRecipe, name: 'Tickets', data: { path: '/tickets.csv' } });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('No column of /tickets.csv names pictures; it has “body”, “team”.');
    expect(screen.getByText(/which column names the pictures/)).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(await screen.findByRole('button', { name: 'Make it: Text classification' }));
    expect(draft.recipe).toEqual({
      name: 'Tickets',
      task: 'text-classification',
      data: { path: '/tickets.csv' },
    });
  });

  it('can be cancelled while it reads, and taken up again', async () => {
    const inspect = vi.fn(async () => ({ next: () => new Promise<never>(() => {}) }));
    show({ inspect });
    await fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('The check of the data was cancelled.')).toBeTruthy();
    const [again] = screen.getAllByRole('button', { name: 'Read again' });
    await fireEvent.click(again!);
    expect(inspect).toHaveBeenCalledTimes(2);
  });
});

describe('corrections of examples', () => {
  it('replace a corrected label when the example is left out', () => {
    const recipe = { data: { path: 'a', relabel: { x: 'cat' } } };
    expect(withExcluded(recipe, 'x')).toEqual({ 'data.exclude': ['x'], 'data.relabel': undefined });
    expect(withLabel(recipe, 'y', 'dog')).toEqual({ 'data.relabel': { x: 'cat', y: 'dog' } });
  });

  it('name an example only once', () => {
    const recipe = { data: { path: 'a', exclude: ['x'] } };
    expect(withExcluded(recipe, 'x')['data.exclude']).toEqual(['x']);
  });
});

describe('the window of examples', () => {
  const grid = { cellWidth: 100, gap: 10, rowHeight: () => 120 };

  it('draws what is in sight and two rows around it', () => {
    const size = { width: 540, height: 390, scrollTop: 1300 };
    expect(exampleWindow(10_000, size, grid)).toEqual({
      columns: 5,
      rowHeight: 130,
      height: 2000 * 130,
      from: 8 * 5,
      to: 15 * 5,
      top: 8 * 130,
    });
  });

  it('draws nothing of nothing and never beyond the end', () => {
    expect(exampleWindow(0, { width: 540, height: 390, scrollTop: 0 }, grid)).toMatchObject({
      from: 0,
      to: 0,
      height: 0,
    });
    expect(exampleWindow(7, { width: 540, height: 390, scrollTop: 0 }, grid).to).toBe(7);
  });

  it('comes in pages that are asked for once', async () => {
    const examples = vi.fn(async ({ offset = 0 }: { offset?: number | undefined }) => ({
      total: 130,
      examples: Array.from({ length: Math.min(60, 130 - offset) }, (_, at) => ({
        ...example,
        index: offset + at,
      })),
    }));
    const pages = new ExamplePages(wizardApi({ data: { examples } }));
    pages.ask({ key: '0'.repeat(32) });
    await vi.waitFor(() => expect(pages.total).toBe(130));
    pages.ensure(50, 125);
    pages.ensure(50, 125);
    await vi.waitFor(() => expect(pages.at(129)?.index).toBe(129));
    expect(pages.at(60)?.index).toBe(60);
    expect(examples).toHaveBeenCalledTimes(3);
    expect(pages.at(130)).toBeUndefined();
  });
});
