// What can go wrong with files that are named through the API.
import { errorTable } from '../errors.ts';

export const filesFault = errorTable('files', {
  notAllowed: (p: { path: string; folders: readonly string[] }) =>
    `${p.path} lies outside the folders this server may show (${p.folders.join(', ')}). Start it with "finesse serve --allow <folder>" to add one.`,
  notThere: (p: { path: string }) => `There is no file or folder ${p.path}.`,
  ownFile: (p: { path: string }) =>
    `${p.path} belongs to the store, which Finesse alone reads and writes. Choose another place.`,
  notAFolder: (p: { path: string }) => `${p.path} is not a folder.`,
  isAFolder: (p: { path: string }) => `${p.path} is a folder. Give the name of a file in it.`,
  unreadable: (p: { path: string; reason: string }) =>
    `${p.path} cannot be read (${p.reason}). Check its permissions.`,
  badName: (p: { name: string }) =>
    `"${p.name}" cannot be a folder's name: it is empty, begins with a dot or contains one of / \\ : * ? " < > |.`,
  exists: (p: { path: string }) => `${p.path} exists already. Choose another name.`,
  noDialogs: (_: Record<never, never>) =>
    'File dialogs of the system belong to the window; in a browser the files are listed by files.list.',
});
