// What the window says outside its page, in both languages.

const en = {
  file: '&File',
  newRun: 'New training',
  openRecipe: 'Open recipe…',
  openBundle: 'Import run or experiment…',
  settings: 'Settings…',
  quit: 'Quit Finesse',
  closeWindow: 'Close window',
  edit: '&Edit',
  view: '&View',
  runs: 'Runs',
  search: 'Find…',
  help: '&Help',
  about: 'Help and about',
  kinds: {
    folders: 'Folders',
    pictures: 'Pictures',
    tables: 'Tables and texts',
    weights: 'Model weights',
    recipes: 'Recipes',
    bundles: 'Finesse files',
    all: 'All files',
  },
  ended: {
    finished: 'Training finished',
    failed: 'Training failed',
    interrupted: 'Training was cut short',
    paused: 'Training paused',
    stopped: 'Training stopped',
  },
  /** Why a run ended that did not finish; main tells it in English. */
  why: (message: string) => message,
  quitTitle: 'A training is running',
  quitText: (run: string) =>
    `“${run}” is still training. It can be stopped at a checkpoint and resumed later, exactly where it stood.`,
  stopAndQuit: 'Stop at a checkpoint and quit',
  cancel: 'Go on training',
};

export type DesktopTexts = typeof en;

const fr: DesktopTexts = {
  file: '&Fichier',
  newRun: 'Nouvel entraînement',
  openRecipe: 'Ouvrir une recette…',
  openBundle: 'Importer une exécution ou une expérience…',
  settings: 'Réglages…',
  quit: 'Quitter Finesse',
  closeWindow: 'Fermer la fenêtre',
  edit: 'É&dition',
  view: '&Affichage',
  runs: 'Exécutions',
  search: 'Rechercher…',
  help: '&Aide',
  about: 'Aide et à propos',
  kinds: {
    folders: 'Dossiers',
    pictures: 'Images',
    tables: 'Tableaux et textes',
    weights: 'Poids de modèles',
    recipes: 'Recettes',
    bundles: 'Fichiers Finesse',
    all: 'Tous les fichiers',
  },
  ended: {
    finished: 'Entraînement terminé',
    failed: 'L’entraînement a échoué',
    interrupted: 'L’entraînement a été interrompu',
    paused: 'Entraînement en pause',
    stopped: 'Entraînement arrêté',
  },
  why: () => 'Cliquez pour en voir la raison.',
  quitTitle: 'Un entraînement est en cours',
  quitText: (run: string) =>
    `« ${run} » est encore en cours. L’entraînement peut être arrêté à un point de reprise et continuer plus tard, exactement au même endroit.`,
  stopAndQuit: 'Arrêter à un point de reprise et quitter',
  cancel: 'Continuer l’entraînement',
};

export const desktopTexts = { en, fr } as const;
