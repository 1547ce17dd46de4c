import { ORPCError } from '@orpc/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { RunDetails } from '../../../src-main/api/contract/runs.ts';
import { i18n } from '../../../src-renderer/lib/i18n/i18n.svelte.ts';
import type { LiveRun } from '../../../src-renderer/lib/state/live-run.svelte.ts';
import RunPage from '../../../src-renderer/routes/runs/run/RunPage.svelte';
import { expectAccessible } from '../accessibility.ts';
import { hello, runDetails } from '../answers.ts';
import { type AnswersOf, fakeApi } from '../fake-api.ts';
import { renderScreen } from '../render-screen.ts';
import { epochs, plan, runChanges } from './run-changes.ts';

const stopping = {
  metric: 'valLoss',
  patience: 3,
  staleEpochs: 3,
  bestEpoch: 2,
  bestValue: 0.55,
} as const;

type Changes = NonNullable<LiveRun['changes']>;

const training = {
  phase: 'training',
  done: 25,
  total: 0,
  message: null,
  memoryBytes: 400_000_000,
  stepsPerSecond: 5,
} as const;

function open(
  changes: Changes,
  {
    details = {},
    calls = {},
    tab = 'train',
  }: { details?: Partial<RunDetails>; calls?: AnswersOf<'training'>; tab?: string } = {},
) {
  let told = false;
  const edit = vi.fn(async (_: object) => undefined);
  const api = fakeApi({
    runs: {
      get: async () => runDetails({ state: changes.run.state, ...details }),
      edit,
    },
    system: { hello: async () => hello() },
    training: {
      changes: (_, { signal }) => {
        if (!told) {
          told = true;
          return Promise.resolve(changes);
        }
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
      ...calls,
    },
  });
  renderScreen(RunPage, { api, props: { id: '7k2m', tab } });
  return edit;
}

const running = runChanges({
  run: { state: 'running', seconds: 60 },
  cursor: { instance: 'a', revision: 1, step: 25, log: 0, resumedCount: 0 },
  live: training,
  plan,
  epochs: epochs(2),
  earlyStopping: { metric: 'valLoss', patience: 2, staleEpochs: 1, bestEpoch: 2, bestValue: 0.5 },
  log: [{ atMs: 1, level: 'warning', message: 'One picture is broken', code: null, params: {} }],
});

describe('the page of a run', () => {
  it('tells what is trained on what, how far it is and how long it takes', async () => {
    open(running);
    expect(await screen.findByRole('heading', { level: 1, name: 'Surface inspection' })).toBeTruthy();
    expect(screen.getByText('surfaces · 620 examples')).toBeTruthy();
    const work = await screen.findByRole('region', { name: 'Progress' });
    expect(within(work).getByText('about 5 secs')).toBeTruthy();
    expect(
      within(work).getByRole('progressbar', { name: 'Phases of training' }).getAttribute('aria-valuetext'),
    ).toBe('50% of the training');
    expect(screen.getByText('2 more epochs without progress and the phase ends')).toBeTruthy();
    expect(screen.getByText('One picture is broken')).toBeTruthy();
    await expectAccessible();
  });

  it('pauses, and says so until it has happened', async () => {
    const pause = vi.fn(async () => undefined);
    open(running, { calls: { pause } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Pause' }));
    expect(pause).toHaveBeenCalledWith({ run: '7k2m' });
    expect(await screen.findByRole('button', { name: 'Pausing…' })).toHaveProperty('disabled', true);
  });

  it('keeps the focus with the buttons that take the place of a pressed one, and gives it to the title', async () => {
    const paused = Promise.withResolvers<Changes>();
    const answers = [Promise.resolve(running), paused.promise];
    const changes = () => answers.shift() ?? new Promise(() => undefined);
    open(running, { calls: { changes, pause: async () => undefined } });
    document.getElementById('page-title')?.focus();
    const pause = await screen.findByRole('button', { name: 'Pause' });
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Surface inspection'));
    pause.focus();
    await fireEvent.click(pause);
    const pausing = await screen.findByRole('button', { name: 'Pausing…' });
    await waitFor(() => expect(document.activeElement?.contains(pausing)).toBe(true));
    expect(document.activeElement).not.toBe(document.body);
    paused.resolve({ ...running, run: { ...running.run, state: 'paused' }, live: null });
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Resume'));
    // Elsewhere it is left alone.
    document.getElementById('page-title')?.focus();
    expect(document.activeElement?.id).toBe('page-title');
  });

  it.each(['paused', 'interrupted', 'stopped'] as const)(
    'says of a %s run that its engine did not answer and was ended',
    async (state) => {
      const fault = {
        errorCode: 'jobs.engineHung',
        errorMessage: 'The engine was asked to stop, gave no sign of life for 20 s, and was ended.',
        errorParams: { run: '7k2m', silenceMs: 20_000 },
      };
      open({ ...running, run: { ...running.run, ...fault, state }, live: null });
      expect(await screen.findByText(/gave no sign of life for 20 s/)).toBeTruthy();
    },
  );

  it('comes back from the dialog that stops a run to what stands in the place of the button', async () => {
    const finish = vi.fn(async () => undefined);
    open(running, { calls: { finish } });
    const stop = await screen.findByRole('button', { name: 'Stop…' });
    stop.focus();
    await fireEvent.click(stop);
    const dialog = await screen.findByRole('dialog');
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Stop and finish' }));
    const act = within(dialog).getByRole('button', { name: 'Stop and finish' });
    act.focus();
    await fireEvent.click(act);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement?.classList.contains('steering')).toBe(true));
  });

  it('says what each way to end it loses, and does the chosen one', async () => {
    const finish = vi.fn(async () => undefined);
    open(running, { calls: { finish } });
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop…' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('It is in epoch 3 of 5.')).toBeTruthy();
    expect(within(dialog).getByText(/^You lose the epochs/)).toBeTruthy();
    await fireEvent.click(within(dialog).getByRole('radio', { name: 'Stop and finish' }));
    await expectAccessible();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Stop and finish' }));
    expect(finish).toHaveBeenCalledWith({ run: '7k2m' });
  });

  it('does not offer to finish before there is an epoch to finish with', async () => {
    open({ ...running, epochs: [] });
    await fireEvent.click(await screen.findByRole('button', { name: 'Stop…' }));
    expect(await screen.findByRole('radio', { name: 'Stop and finish' })).toHaveProperty('disabled', true);
    expect(screen.getByText('Possible after the first epoch.')).toBeTruthy();
  });

  it('tells why an interrupted run stands still and resumes it', async () => {
    const resume = vi.fn(async () => undefined);
    const checkpoints = [{ file: 'a', step: 20, epoch: 2, best: false }];
    open(runChanges({ run: { state: 'interrupted' }, plan, epochs: epochs(2), checkpoints }), {
      calls: { resume },
    });
    expect(await screen.findByText(/the last saved moment, step 20/)).toBeTruthy();
    await expectAccessible();
    await fireEvent.click(screen.getAllByRole('button', { name: 'Resume' })[0]!);
    expect(resume).toHaveBeenCalledWith({ run: '7k2m' });
  });

  it('shows the words and the code of a failure', async () => {
    open(
      runChanges({
        run: {
          state: 'failed',
          errorCode: 'training.outOfMemory',
          errorMessage: 'Too little memory; use smaller batches.',
        },
      }),
    );
    expect(await screen.findByText('Too little memory; use smaller batches.')).toBeTruthy();
    expect(screen.getByText(/training\.outOfMemory/)).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Try again' }).length).toBeGreaterThan(0);
    await expectAccessible();
  });

  it('tells in French why it failed, and what its log says', async () => {
    await i18n.use('fr');
    try {
      const diverged = { step: 40, epoch: 3, learningRate: 0.5, what: 'the loss' };
      open(
        runChanges({
          run: {
            state: 'failed',
            errorCode: 'training.diverged',
            errorMessage: 'Training diverged.',
            errorParams: diverged,
          },
          log: [
            {
              atMs: 1,
              level: 'info',
              message: 'Resumed.',
              code: 'training.resumed',
              params: { step: 30, epoch: 3 },
            },
            { atMs: 2, level: 'error', message: 'at step.ts:7', code: null, params: {} },
          ],
        }),
      );
      expect(await screen.findByText(/a divergé à l’époque 3, au pas 40.*il était de 0,5/)).toBeTruthy();
      expect(screen.getByText('Reprise au pas 30, époque 3.')).toBeTruthy();
      expect(screen.getByText('at step.ts:7')).toBeTruthy();
    } finally {
      await i18n.use('en');
    }
  });

  it('tells a queued run its place and that the queue is held', async () => {
    const hold = vi.fn(async () => undefined);
    open(runChanges({ run: { state: 'queued' }, queuePosition: 2, queueHeld: true }), { calls: { hold } });
    expect(await screen.findByText('Waiting, number 2 in the queue')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Release the queue' }));
    expect(hold).toHaveBeenCalledWith({ held: false });
  });

  it('does not call the last epoch the best where nothing chose it', async () => {
    open(runChanges({ run: { state: 'finished', bestEpoch: 5 }, plan, epochs: epochs(5) }));
    expect(await screen.findByText('Finished after epoch 5, whose parameters were kept.')).toBeTruthy();
    expect(screen.getByRole('row', { name: /5\s*kept/ })).toBeTruthy();
  });

  it('leads from a finished run to its evaluation', async () => {
    open(
      runChanges({
        run: { state: 'finished', bestEpoch: 2 },
        plan,
        epochs: epochs(5),
        earlyStopping: stopping,
      }),
    );
    const link = await screen.findByRole('link', { name: 'Go to Evaluate' });
    expect(link.getAttribute('href')).toBe('#/runs/7k2m/evaluate');
    expect(screen.getByText('Finished. The best epoch was 2.')).toBeTruthy();
    expect(screen.getByRole('row', { name: /2\s*best/ })).toBeTruthy();
    await expectAccessible();
  });

  it('says when a run is not there', async () => {
    const api = fakeApi({
      runs: {
        get: () =>
          Promise.reject(
            new ORPCError('FINESSE', { message: 'x', data: { code: 'store.unknownRun', params: {} } }),
          ),
      },
      training: { changes: () => new Promise(() => undefined) },
    });
    renderScreen(RunPage, { api, props: { id: 'nope', tab: undefined } });
    expect(await screen.findByText('There is no such run')).toBeTruthy();
    await expectAccessible();
  });

  it('is renamed where its name stands, and never to nothing', async () => {
    const edit = open(running);
    for (const name of ['', 'Second try']) {
      await fireEvent.click(await screen.findByRole('button', { name: 'Rename' }));
      const input = screen.getByLabelText<HTMLInputElement>('Name of the run');
      expect(input.value).toBe('Surface inspection');
      await fireEvent.input(input, { target: { value: name } });
      await fireEvent.keyDown(input, { key: 'Enter' });
      await waitFor(() => expect(screen.queryByLabelText('Name of the run')).toBeNull());
    }
    expect(edit.mock.calls.map(([change]) => change)).toEqual([{ runs: ['7k2m'], name: 'Second try' }]);
  });
});
