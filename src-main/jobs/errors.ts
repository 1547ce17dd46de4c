// What can go wrong between a recipe file and a run under way, said once.
import { errorTable, type Message } from '../errors.ts';
import { faultLine, type RecipeFault } from './recipe-faults.ts';

export const jobFault = errorTable('jobs', {
  recipeUnreadable: (p: { file: string; problem: string }) =>
    `The recipe ${p.file} cannot be read: ${p.problem}`,
  recipeUnwritable: (p: { file: string; problem: string }) =>
    `The recipe could not be written to ${p.file}: ${p.problem}. Choose another place.`,
  recipeSyntax: (p: { file: string; line: number; column: number; problem: Message }) =>
    `${p.file}, line ${p.line}, column ${p.column}: ${p.problem.message}`,
  recipeInvalid: (p: { file: string; issues: readonly RecipeFault[] }) =>
    `The recipe ${p.file} is not usable:\n${p.issues.map((issue) => `  ${faultLine(issue)}`).join('\n')}\n` +
    'All fields are described by "finesse recipe --schema".',
  setMalformed: (p: { text: string }) =>
    `--set needs path=value, for example --set hyperparameters.batchSize=16; got "${p.text}".`,
  setUnknown: (p: { path: string; suggestion: string }) => `--set ${p.path}: ${p.suggestion}`,
  resumeOtherRecipe: (p: { run: string; fields: readonly string[] }) =>
    `Run ${p.run} was started with another recipe; it differs in ${p.fields.join(', ')}. A run is resumed with its own recipe: leave the recipe out, or start a new run without --resume.`,
  engineDidNotStart: (p: { detail: string; log: string }) =>
    `The engine process ended before it began to work (${p.detail}). Its last words are in ${p.log}; "finesse doctor" tells what loads on this machine.`,
  notStarted: (p: { reason: string }) => `The run could not be started: ${p.reason}`,
  engineDied: (p: { run: string; detail: string; log: string }) =>
    `The engine process ended unexpectedly (${p.detail}). Nothing saved is lost: go on with "finesse train --resume ${p.run}". Its last words are in ${p.log}.`,
  engineHung: (p: { run: string; silenceMs: number }) =>
    `The engine was asked to stop, gave no sign of life for ${Math.round(p.silenceMs / 1000)} s, and was ended. What it did after its last checkpoint is lost; everything up to there is kept.`,
  mainDied: (p: { run: string }) =>
    `The program that drove this run ended before the run did. Nothing saved is lost: go on with "finesse train --resume ${p.run}".`,
  engineStillAlive: (p: { run: string; pid: number }) =>
    `The engine of run ${p.run} from before (process ${p.pid}) is still at work. Wait until it has ended, or end it, and repeat the command.`,
  ownershipLost: (p: { run: string }) =>
    `Another Finesse process has taken over run ${p.run}, so this one has stopped its engine.`,
  notDrivenHere: (p: { run: string; state: string }) =>
    `Run ${p.run} is ${p.state} and not under way in this program, so it cannot be changed from here.`,
  notQueued: (p: { run: string; state: string }) =>
    `Run ${p.run} is ${p.state} and does not wait in the queue.`,
  nothingTrained: (p: { run: string }) =>
    `Run ${p.run} has not been trained at all yet, so there is nothing to finish. Start it, or stop it.`,
  noSuchExample: (p: { run: string; index: number }) =>
    `Run ${p.run} has no example ${p.index}. Open its evaluation again.`,
  noSuchCorrection: (p: { run: string }) =>
    `That correction is not there any more for the data of run ${p.run}. Another window may have removed it.`,
  nothingCorrected: (p: { run: string }) =>
    `Run ${p.run} was trained with every correction there is. Correct an example first.`,
  reportUnreadable: (p: { file: string; reason: string }) =>
    `The evaluation was written to ${p.file} but cannot be read back (${p.reason}). Evaluate again with "finesse evaluate".`,
  trainingFileUnreadable: (p: { file: string }) =>
    `${p.file} cannot be read; epochs may be missing from the curves.`,
  superseded: (p: { task: string }) => `A newer request took the place of this one (${p.task}).`,
  workbenchHung: (p: { task: string; silenceMs: number }) =>
    `Finesse's helper process gave no sign of life for ${Math.round(p.silenceMs / 1000)} s (${p.task}) and was ended. Try again; if it happens with the same data or model, please report it.`,
  workbenchDied: (p: { task: string; detail: string; log: string }) =>
    `Finesse's helper process ended unexpectedly (${p.task}: ${p.detail}). If memory was short, close other programs and try again. Its last words are in ${p.log}.`,
  copyInside: (p: { folder: string }) =>
    `${p.folder} lies in the store itself. Choose a folder elsewhere, best on another disk.`,
  copyNeedsSpace: (p: { folder: string; neededBytes: number; freeBytes: number }) =>
    `${p.folder} needs ${Math.ceil(p.neededBytes / 1e6)} MB, and ${Math.floor(p.freeBytes / 1e6)} MB are free there. Free some space, or choose another disk.`,
  bundleExists: (p: { file: string }) => `${p.file} is there already. Give another name.`,
  bundleEmpty: (p: { experiment: string }) =>
    `There is nothing to export: no run belongs to the experiment "${p.experiment}".`,
  bundleUnreadable: (p: { file: string; reason: string }) =>
    `${p.file} cannot be read as a .finesse file (${p.reason}). Copy or export it again; nothing was imported.`,
  bundleInvalid: (p: { file: string; place: string; problem: string }) =>
    `${p.file}, ${p.place}: ${p.problem}. The file is damaged or was not written by Finesse; nothing was imported.`,
  bundleNewer: (p: { file: string; found: number; known: number }) =>
    `${p.file} has format ${p.found}, this program knows formats up to ${p.known}. It was written by a newer Finesse: update this one. Nothing was imported.`,
  bundleNeedsSpace: (p: { file: string; neededBytes: number; freeBytes: number }) =>
    `${p.file} needs ${Math.ceil(p.neededBytes / 1e6)} MB, and ${Math.floor(p.freeBytes / 1e6)} MB are free in the store. Free some space; nothing was imported.`,
});
