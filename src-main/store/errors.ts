// What can go wrong with the store, said once.
import { errorTable } from '../errors.ts';

export const storeFault = errorTable('store', {
  notAFolder: (p: { path: string }) =>
    `The store must be a folder, but ${p.path} is a file. Give another folder with --store.`,
  folderUnusable: (p: { path: string; reason: string }) =>
    `The store folder ${p.path} cannot be created or written (${p.reason}). Check its permissions, or give another folder with --store.`,
  notADatabase: (p: { file: string }) =>
    `${p.file} is not a Finesse database. Move that file away, or give another folder with --store.`,
  corrupt: (p: { file: string; detail: string }) =>
    `The database ${p.file} is damaged (${p.detail}). Nothing was changed. Copy its folder, then put back the newest file of the folder "backups" beside it, or recover the rows with "sqlite3 finesse.db .recover".`,
  newer: (p: { file: string; found: number; known: number }) =>
    `The database ${p.file} has schema ${p.found}, this program knows schemas up to ${p.known}. It was written by a newer Finesse: update this one. Nothing was changed.`,
  readOnly: (p: { file: string }) =>
    `The database ${p.file} is read-only. Give yourself write permission on it and on its folder, or give another folder with --store.`,
  diskFull: (p: { file: string }) =>
    `The disk of ${p.file} is full. What was saved before is intact. Free some space and repeat the command.`,
  locked: (p: { file: string }) =>
    `The database ${p.file} stayed locked by another process for too long. Close other programs that use it and repeat the command.`,
  inUse: (p: { folder: string }) =>
    `The store ${p.folder} is open in another Finesse: in its window, or served by "finesse serve". Use that one, close it, or give another folder with --store.`,
  gone: (p: { folder: string }) =>
    `The store ${p.folder} is no longer where it was: it was moved or deleted, or its disk was taken away, while it was in use. Put it back, or give its new place with --store. A training that was under way can be resumed from its last checkpoint.`,
  inputOutput: (p: { file: string; detail: string }) =>
    `Reading or writing ${p.file} failed (${p.detail}). Check the disk, and that the store is not on a network folder.`,
  unknownRun: (p: { run: string }) =>
    `There is no run whose id begins with "${p.run}". List the runs with "finesse runs".`,
  ambiguousRun: (p: { run: string; candidates: readonly string[] }) =>
    `"${p.run}" is the beginning of several run ids: ${p.candidates.join(', ')}. Give more characters.`,
  backupExists: (p: { file: string }) => `${p.file} is there already. Give another name.`,
  runInProgress: (p: { run: string }) => `Run ${p.run} is under way. Stop it first; then it can be removed.`,
  experimentExists: (p: { name: string }) =>
    `There is an experiment "${p.name}" already. Choose another name.`,
  unknownExperiment: (p: { name: string }) => `There is no experiment "${p.name}".`,
  unknownDraft: (p: { draft: string }) =>
    `There is no draft "${p.draft}". It may have been deleted in another window.`,
  draftChanged: (p: { draft: string }) =>
    `Draft "${p.draft}" was changed in another window. Load the newer version, or save this one in its place.`,
  illegalTransition: (p: { run: string; from: string; to: string }) =>
    `Run ${p.run} is ${p.from} and cannot become ${p.to}.`,
  datasetFileUnusable: (p: { file: string; reason: string }) =>
    `The recorded dataset version ${p.file} cannot be read (${p.reason}). The run cannot go on with exactly its own examples: start a new run from the same recipe.`,
});
