// Choisir des fichiers et des dossiers.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const files: Messages['files'] = {
  newFolder: 'Nouveau dossier',
  folderName: 'Nom du dossier',
  make: 'Créer',
  trail: 'Où vous êtes',
  entries: 'Fichiers et dossiers',
  children: (n) => `${format.integer(n)} ${format.plural(n, 'élément', 'éléments')}`,
  open: 'Ouvrir',
  empty: 'Rien qui convienne ici.',
  leftOut: (n) => `${format.counted(n, 'autre n’est pas affiché', 'autres ne sont pas affichés')}.`,
  fileName: 'Nom du fichier',
  path: 'Chemin',
  pathHelp: 'Saisissez ou collez un chemin, puis appuyez sur Entrée pour y aller.',
  goTo: 'Y aller',
  nothing: 'Rien de choisi',
  choose: 'Choisir',
  places: 'Emplacements',
  home: 'Dossier personnel',
  filter: 'Filtrer',
  hidden: 'Afficher les cachés',
  replaces: 'Un fichier de ce nom existe déjà ; il sera remplacé.',
  replace: 'Remplacer',
};
