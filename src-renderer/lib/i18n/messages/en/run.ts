// The page of one run: its head, what can be asked of it, and the choices when it is to end.

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
    fork: 'Change and train again…',
    more: 'More actions',
  },
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
        loses: 'You lose the epochs still to come; this run cannot go on afterwards.',
        textLast:
          'Takes the parameters as they are now, measures them on the test examples, and gives a model you can use.',
        tooEarly: 'Possible after the first epoch.',
      },
      stop: {
        title: 'Stop for good',
        text: 'Ends it now. The record stays: settings, curves, log and the saved moments.',
        loses: 'You get no finished model and no evaluation; this run cannot go on afterwards.',
      },
    },
    keep: 'Go on training',
    act: { pause: 'Pause', finish: 'Stop and finish', stop: 'Stop for good' },
  },
  /** Phases of training by their names in the recipe. */
  phaseAtRate: (phase: string, rate: string) => `${phase} at ${rate}`,
  phaseName: (name: string) => {
    const last = /^last (\d+) stages$/.exec(name)?.[1];
    if (last !== undefined) return `Last ${last} stages`;
    return (
      (
        { probe: 'Probe', head: 'Head', all: 'Whole model', 'last stage': 'Last stage' } as Record<
          string,
          string
        >
      )[name] ?? name
    );
  },
};
