// What a person can get wrong on the command line itself.
import { errorTable } from '../errors.ts';

export const cliFault = errorTable('cli', {
  notANumber: (p: { option: string; given: string }) =>
    `${p.option} needs a whole number of at least 1; got "${p.given}".`,
  notAPort: (p: { given: string }) =>
    `--port needs a number from 0 (any free port) to 65535; got "${p.given}".`,
  unknownState: (p: { given: string; known: readonly string[] }) =>
    `--state needs one of ${p.known.join(', ')}; got "${p.given}".`,
  unknownTask: (p: { given: string }) =>
    `--task needs image-classification or text-classification; got "${p.given}".`,
  emptyStore: (_: Record<never, never>) =>
    '--store needs a folder; got an empty text. Leave it out for the default folder.',
  nothingToChange: (_: Record<never, never>) =>
    'edit needs something to change, for example --tag good. See "finesse edit --help".',
  oneRule: (_: Record<never, never>) =>
    'A run answers by one rule: --threshold (with --positive), --abstain-below, or --no-threshold for none.',
  notAShare: (p: { option: string; given: string }) =>
    `${p.option} needs a number from 0 to 1; got "${p.given}".`,
  runsOrExperiment: (_: Record<never, never>) =>
    'bundle needs either runs or --experiment. See "finesse bundle --help".',
  noRecipe: (_: Record<never, never>) =>
    'train needs a recipe file, or --resume or --from with the id of a run. See "finesse train --help".',
  noInput: (_: Record<never, never>) =>
    'predict needs either picture files or --text. See "finesse predict --help".',
  folderWithoutCsv: (_: Record<never, never>) =>
    '--folder and --csv belong together: what is to be predicted, and the file for the answers.',
  correctedWithoutFrom: (_: Record<never, never>) =>
    '--corrected belongs to --from: the corrections become part of the recipe of that run.',
  fromWithResume: (_: Record<never, never>) =>
    '--resume goes on with a run, --from makes a new one of it: choose one of the two.',
  setWithResume: (_: Record<never, never>) =>
    'A run is resumed with its own recipe: leave out --set, or start a new run without --resume.',
});
