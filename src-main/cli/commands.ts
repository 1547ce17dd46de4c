// The table of commands, in the order of a person's work.
import type { Command } from 'commander';
import { addBundle, addImport } from './bundle.ts';
import { addCard } from './card.ts';
import { addDelete } from './delete.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEdit } from './edit.ts';
import { addEstimate } from './estimate.ts';
import { addEvaluate } from './evaluate.ts';
import { addExport } from './export.ts';
import { addInspect } from './inspect.ts';
import { addPredict } from './predict.ts';
import { addRecipe } from './recipe.ts';
import { addRuns } from './runs.ts';
import { addServe } from './serve.ts';
import { addShow } from './show.ts';
import { addTrain } from './train.ts';

export const commands: readonly ((program: Command) => void)[] = [
  addDoctor,
  addInspect,
  addEstimate,
  addTrain,
  addRuns,
  addShow,
  addEvaluate,
  addPredict,
  addExport,
  addCard,
  addEdit,
  addBundle,
  addImport,
  addDelete,
  addRecipe,
  addServe,
  addDemo,
];
