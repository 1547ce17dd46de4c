// What the window says outside its page, in both languages.
import type { FileFault } from './unpacked-check.ts';

/** More would make the dialog taller than the screen. */
const maxListed = 8;

/** One file a line, with what is wrong with it. */
function listed(
  faults: readonly FileFault[],
  kinds: Readonly<Record<FileFault['kind'], string>>,
  more: (count: number) => string,
): string {
  const lines = faults.slice(0, maxListed).map(({ kind, path }) => `• ${path} (${kinds[kind]})`);
  return [...lines, ...(faults.length > maxListed ? [more(faults.length - maxListed)] : [])].join('\n');
}

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
  damaged: {
    title: 'Finesse is damaged and was not started',
    text: (faults: readonly FileFault[]) =>
      `Files of the program are not as they were installed:\n\n${listed(
        faults,
        { changed: 'changed', missing: 'missing or unreadable', added: 'does not belong to it' },
        (count) => `• and ${count} more`,
      )}\n\nAn update that was cut short, a virus scanner, a failing disk or another program can be the cause. Remove Finesse and install it again; your runs, models and data lie elsewhere and are kept. If this comes back, have the computer checked.`,
  },
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
  damaged: {
    title: 'Finesse est endommagé et n’a pas été lancé',
    text: (faults: readonly FileFault[]) =>
      `Des fichiers du programme ne sont plus tels qu’ils ont été installés :\n\n${listed(
        faults,
        { changed: 'modifié', missing: 'absent ou illisible', added: 'étranger au programme' },
        (count) => (count === 1 ? '• et un autre' : `• et ${count} autres`),
      )}\n\nUne mise à jour interrompue, un antivirus, un disque défaillant ou un autre programme peut en être la cause. Désinstallez Finesse puis réinstallez-le ; vos exécutions, vos modèles et vos données se trouvent ailleurs et sont conservés. Si le problème revient, faites vérifier l’ordinateur.`,
  },
};

export const desktopTexts = { en, fr } as const;
