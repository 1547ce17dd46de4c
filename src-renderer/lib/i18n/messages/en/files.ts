// Choosing files and folders.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const files = {
  newFolder: 'New folder',
  folderName: 'Name of the folder',
  make: 'Make it',
  trail: 'Where you are',
  entries: 'Files and folders',
  children: (n: number) => `${format.integer(n)} ${format.plural(n, 'entry', 'entries')}`,
  open: 'Open',
  empty: 'Nothing fitting here.',
  leftOut: (n: string) => `${format.counted(n, 'more is not shown', 'more are not shown')}.`,
  fileName: 'File name',
  path: 'Path',
  pathHelp: 'Type or paste a path and press Enter to go there.',
  goTo: 'Go there',
  nothing: 'Nothing chosen yet',
  choose: 'Choose',
  places: 'Places',
  home: 'Home',
  filter: 'Filter',
  hidden: 'Show hidden ones',
  replaces: 'A file of this name is there already; it will be replaced.',
  replace: 'Replace',
};
