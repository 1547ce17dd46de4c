// All English texts, one file a screen. Their shape is the contract that every other language has to fulfil.
import { adaptation } from './en/adaptation.ts';
import { common } from './en/common.ts';
import { compare } from './en/compare.ts';
import { data } from './en/data.ts';
import { evaluate } from './en/evaluate.ts';
import { fields, fieldValues, settingNames } from './en/fields.ts';
import { files } from './en/files.ts';
import { home } from './en/home.ts';
import { hyperparameters } from './en/hyperparameters.ts';
import { messages, problems } from './en/messages.ts';
import { models } from './en/models.ts';
import { overview } from './en/overview.ts';
import { preprocessing } from './en/preprocessing.ts';
import { recipeWarnings } from './en/recipe-warnings.ts';
import { run } from './en/run.ts';
import { runs } from './en/runs.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { task } from './en/task.ts';
import { terms } from './en/terms.ts';
import { train } from './en/train.ts';
import { use } from './en/use.ts';
import { wizard } from './en/wizard.ts';

export const en = {
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
  messages,
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

export type Messages = typeof en;
