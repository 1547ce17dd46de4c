// Trainings under way.

import { estimateTraining } from '../../jobs/estimate-training.ts';
import { remainingSeconds } from '../../jobs/remaining-time.ts';
import { runNews } from '../../jobs/run-changes.ts';
import { allowedRecipe } from '../allowed-recipe.ts';
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

/** Shorter than what proxies and sleeping computers cut off. */
const waitMs = 25_000;

export const trainingHandlers = {
  estimate: api.training.estimate.handler(async function* ({ input, context, signal }) {
    const { store, workbench, files } = context;
    const recipe = allowedRecipe(input.recipe, { files, folder: store.paths.folder });
    return yield* taskProgress(
      (onProgress, both) =>
        estimateTraining(recipe, { paths: store.paths, workbench, signal: both, onProgress }),
      signal,
    );
  }),
  start: api.training.start.handler(({ input, context: { queue, store, files } }) => {
    const recipe = allowedRecipe(input.recipe, { files, folder: store.paths.folder });
    return { run: queue.add(recipe, input.parent).id };
  }),
  pause: api.training.pause.handler(({ input, context }) => context.queue.pause(input.run)),
  resume: api.training.resume.handler(({ input, context }) => context.queue.resume(input.run)),
  cancel: api.training.cancel.handler(({ input, context }) => context.queue.cancel(input.run)),
  finish: api.training.finish.handler(({ input, context }) => context.queue.finish(input.run)),
  stop: api.training.stop.handler(({ input, context }) => context.queue.stop(input.run)),
  queue: api.training.queue.handler(({ context: { queue } }) => {
    const { held, active, waiting } = queue;
    return { held, active: active ? { id: active.id, name: active.name } : null, waiting };
  }),
  reorder: api.training.reorder.handler(({ input, context }) => context.queue.reorder(input.runs)),
  hold: api.training.hold.handler(({ input, context }) => context.queue.hold(input.held)),

  changes: api.training.changes.handler(async ({ input, context, signal }) => {
    const { hub, queue, store } = context;
    const since = input.since?.instance === hub.instance ? input.since : undefined;
    // A cursor of an earlier start of the program: its steps and log lines still count, its revision does not.
    if (since !== undefined)
      await hub.wait(() => hub.revisionOf(input.run) > since.revision, { limitMs: waitMs, signal });
    const { instance, revision } = hub;
    const { seen, estimate, ...news } = runNews(store, input.run, input.since);
    // An engine that has said its last word may still be leaving.
    const live = (news.run.state === 'running' && queue.liveWork(input.run)) || null;
    const place = queue.waiting.findIndex(({ id }) => id === input.run);
    return {
      ...news,
      live,
      etaSeconds:
        live &&
        remainingSeconds(news.plan, { step: seen.step, stepsPerSecond: live.stepsPerSecond }, estimate),
      queuePosition: place < 0 ? null : place + 1,
      queueHeld: queue.held,
      cursor: { instance, revision, ...seen },
    };
  }),

  listChanges: api.training.listChanges.handler(async ({ input: { since }, context: { hub }, signal }) => {
    const { instance } = hub;
    if (since?.instance !== instance) return { instance, revision: hub.revision, runs: null };
    await hub.wait(() => hub.revision > since.revision, { limitMs: waitMs, signal });
    return { instance, revision: hub.revision, runs: hub.since(since.revision) };
  }),
};
