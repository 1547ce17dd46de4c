// All French texts.
import type { Messages } from './en.ts';
import { adaptation } from './fr/adaptation.ts';
import { common } from './fr/common.ts';
import { compare } from './fr/compare.ts';
import { data } from './fr/data.ts';
import { evaluate } from './fr/evaluate.ts';
import { faults } from './fr/faults.ts';
import { fields, fieldValues, settingNames } from './fr/fields.ts';
import { files } from './fr/files.ts';
import { home } from './fr/home.ts';
import { hyperparameters } from './fr/hyperparameters.ts';
import { jsonFaults } from './fr/json-faults.ts';
import { models } from './fr/models.ts';
import { notices } from './fr/notices.ts';
import { overview } from './fr/overview.ts';
import { preprocessing } from './fr/preprocessing.ts';
import { problems } from './fr/problems.ts';
import { recipeFaults } from './fr/recipe-faults.ts';
import { recipeWarnings } from './fr/recipe-warnings.ts';
import { run } from './fr/run.ts';
import { runs } from './fr/runs.ts';
import { settings } from './fr/settings.ts';
import { shell } from './fr/shell.ts';
import { task } from './fr/task.ts';
import { terms } from './fr/terms.ts';
import { train } from './fr/train.ts';
import { use } from './fr/use.ts';
import { wizard } from './fr/wizard.ts';

export const fr: Messages = {
  adaptation,
  common,
  compare,
  data,
  models,
  task,
  evaluate,
  fields,
  fieldValues,
  files,
  home,
  hyperparameters,
  messages: { ...faults, ...jsonFaults, ...notices, ...recipeFaults },
  overview,
  preprocessing,
  problems,
  recipeWarnings,
  run,
  runs,
  settingNames,
  settings,
  shell,
  terms,
  train,
  use,
  wizard,
};
