// The page of one run: its head, what can be asked of it, and the choices when it is to end.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const run = {
  parts: 'Parts of this run',
  trail: 'Runs',
  tabs: { train: 'Train', evaluate: 'Evaluate', use: 'Use', overview: 'Overview' },
  unknown: 'There is no such run',
  unknownText: 'It may have been deleted, or it belongs to another store.',
  toRuns: 'Show all runs',
  name: 'Name of the run',
  rename: 'Rename',
  favourite: 'Favourite',
  archived: 'Archived',
  facts: {
    model: 'Model',
    data: 'Data',
    started: 'Started',
    created: 'Created',
    duration: 'Duration',
  },
  actions: {
    pause: 'Pause',
    pausing: 'Pausing…',
    finishing: 'Finishing…',
    stopping: 'Stopping…',
    resume: 'Resume',
    starting: 'Starting…',
    retry: 'Try again',
    stop: 'Stop…',
    cancel: 'Remove from the queue',
    again: 'Train again',
    fork: 'Change and train again…',
    export: 'Export as a .finesse file…',
    archive: 'Archive',
    unarchive: 'Take out of the archive',
    delete: 'Delete…',
    more: 'More actions',
  },
  started: 'The same training is in the queue again.',
  exported: (name: string) => `Saved as ${name}`,
  exportTitle: 'Save the run',
  exporting: 'Writing the file…',
  stopDialog: {
    title: 'End this training?',
    lead: (epoch: string, epochs: string) => `It is in epoch ${epoch} of ${epochs}.`,
    choices: {
      pause: {
        title: 'Pause',
        text: 'Frees the machine. Goes on later exactly where it stood, also after a restart. Runs that wait go on waiting.',
        loses: 'Nothing is lost.',
      },
      finish: {
        title: 'Stop and finish',
        text: 'Takes the best epoch so far, measures it on the test examples, and gives a model you can use.',
        loses: 'The epochs that are still to come; this run cannot go on afterwards.',
        tooEarly: 'Possible after the first epoch.',
      },
      stop: {
        title: 'Stop for good',
        text: 'Ends it now. The record stays: settings, curves, log and the saved moments.',
        loses: 'There will be no finished model and no evaluation; this run cannot go on afterwards.',
      },
    },
    keep: 'Go on training',
    act: { pause: 'Pause', finish: 'Stop and finish', stop: 'Stop for good' },
  },
  deleteDialog: {
    title: (name: string) => `Delete “${name}”?`,
    lead: 'This cannot be undone.',
    size: (bytes: number) => `Frees ${format.bytes(bytes)}.`,
    lost: 'Deleted with it: its model and saved moments, curves, log, evaluation and predictions. Your data and exported models stay.',
    record: {
      title: 'Delete the weights only',
      text: 'The record stays for comparing: settings, curves, evaluation. It can no longer predict, export or go on.',
    },
    all: { title: 'Delete everything', text: 'The run disappears from all lists and comparisons.' },
    act: { record: 'Delete the weights', all: 'Delete the run' },
    keep: 'Keep it',
  },
  deleted: (name: string) => `“${name}” was deleted`,
  weightsDeleted: 'The weights were deleted; the record stays',
  /** Phases of training by their names in the recipe. */
  phaseName: (name: string) => {
    const last = /^last (\d+) stages$/.exec(name)?.[1];
    if (last !== undefined) return `Last ${last} stages`;
    return (
      ({ head: 'Head', all: 'Whole model', 'last stage': 'Last stage' } as Record<string, string>)[name] ??
      name
    );
  },
};
