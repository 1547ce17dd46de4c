// Le cadre de l’assistant : étapes, résumé, brouillons, recette.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const wizard: Messages['wizard'] = {
  title: 'Nouvel entraînement',
  untitled: 'Entraînement sans titre',
  nameLabel: 'Nom de cet entraînement',
  editName: 'Changer le nom',
  saved: 'Enregistré',
  saving: 'Enregistrement…',
  saveFailed: 'Non enregistré',
  saveFailedHelp: 'Un nouvel essai aura lieu à la prochaine modification.',
  menu: 'Autres actions pour ce brouillon',
  steps: {
    label: 'Étapes',
    task: 'Tâche',
    model: 'Modèle',
    data: 'Données',
    preprocessing: 'Prétraitement',
    adaptation: 'Adaptation',
    hyperparameters: 'Hyperparamètres',
    train: 'Entraîner',
    evaluate: 'Évaluer',
    use: 'Utiliser',
  },
  stepDone: 'Fait',
  stepNew: 'Pas encore visitée',
  stepAttention: (count) => `${format.integer(count)} ${format.plural(count, 'point', 'points')} à régler`,
  stepLater: 'Vient après le démarrage',
  next: (step) => `Suivant : ${step}`,
  back: (step) => `Retour : ${step}`,
  drafts: {
    title: 'Nouvel entraînement',
    lead: 'Les entraînements que vous préparez et n’avez pas retirés. Ils s’enregistrent à mesure que vous écrivez.',
    start: 'En commencer un nouveau',
    openRecipe: 'Ouvrir une recette…',
    empty: 'Encore sans données',
    changed: (when) => `Modifié ${when}`,
    remove: 'Retirer ce brouillon',
    removeTitle: 'Retirer le brouillon ?',
    removeText: (name) =>
      `« ${name} » et tous ses réglages seront perdus. Vos données et vos exécutions restent telles quelles.`,
    removed: 'Le brouillon a été retiré.',
    duplicate: 'Dupliquer',
    copyOf: (name) => `${name} (copie)`,
  },
  conflict: {
    title: {
      changed: 'Ce brouillon a été modifié dans une autre fenêtre',
      gone: 'Ce brouillon a été lancé ou retiré dans une autre fenêtre',
    },
    text: {
      changed:
        'Rien n’est enregistré ici tant que vous n’avez pas choisi : charger la version plus récente, ou garder celle-ci à sa place.',
      gone: 'Rien n’est enregistré ici tant que vous n’avez pas choisi. Ce que vous voyez peut rester un brouillon.',
    },
    load: 'Charger la version plus récente',
    keep: { changed: 'Garder celle-ci', gone: 'Garder comme brouillon' },
  },
  ended: {
    started: 'Cet entraînement a été lancé',
    startedText:
      'Le brouillon est devenu une exécution. Pour d’autres réglages, modifiez-la et relancez à partir de là.',
    toRun: 'Vers l’exécution',
    removed: 'Ce brouillon a été retiré',
    removedText: 'Il n’en reste rien.',
    toDrafts: 'Vers les brouillons',
  },
  summary: {
    title: 'Résumé',
    checking: 'Vérification…',
    ready: 'Prêt',
    notReady: 'Pas prêt',
    missing: (count) =>
      `Il manque encore ${format.integer(count)} ${format.plural(count, 'chose', 'choses')} :`,
    warnings: 'Bon à savoir avant',
    task: 'Tâche',
    model: 'Modèle',
    data: 'Données',
    trained: 'Entraîné',
    epochs: 'Époques',
    estimate: 'Durée',
    version: 'Version',
    notChosen: 'pas encore choisi',
    scratch: (family) => `${family}, à partir de zéro`,
    atMost: (epochs) => `${epochs} au plus`,
    presets: {
      head: 'la nouvelle tête seulement',
      gradual: 'la tête, puis plus profond',
      full: 'le réseau entier',
    },
    phases: (count) =>
      `${format.integer(count)} ${format.plural(count, 'phase personnelle', 'phases personnelles')}`,
    perEpoch: (time) => `${time} par époque`,
    about: (time) => `environ ${time}`,
    notMeasured: 'pas encore mesurée',
    oldEstimate: 'mesurée avant les dernières modifications',
    start: 'Lancer l’entraînement',
    starting: 'Lancement…',
    whyNot: 'Pas encore possible : voyez ce qui manque.',
    show: 'Afficher le résumé',
    hide: 'Masquer le résumé',
  },
  changes: {
    count: (count) =>
      count === 0
        ? 'Tous les réglages par défaut'
        : `${format.integer(count)} ${format.plural(count, 'réglage diffère', 'réglages diffèrent')} du défaut`,
    title: 'Différent du défaut',
    none: 'Chaque réglage a sa valeur par défaut.',
    default: (value) => `défaut ${value}`,
    reset: (name) => `Réinitialiser ${name}`,
    resetAll: 'Tout réinitialiser',
    resetDone: (count) =>
      `${format.counted(format.integer(count), 'réglage a retrouvé sa valeur par défaut', 'réglages ont retrouvé leur valeur par défaut')}.`,
  },
  recipe: {
    open: 'Recette',
    title: 'La recette',
    lead: 'Ce que produit cet assistant : tout ce qui définit l’entraînement, en un seul document.',
    json: 'Recette en JSON',
    valid: 'JSON valide.',
    errorAt: (line, column, message) => `Ligne ${line}, colonne ${column} : ${message}`,
    apply: 'Reprendre ces modifications',
    applied: 'La recette a été reprise.',
    revert: 'Abandonner les modifications',
    openFile: 'Ouvrir un fichier…',
    saveFile: 'Enregistrer dans un fichier…',
    savedTo: (path) => `Enregistré dans ${path}`,
    complete: 'Avec toutes les valeurs par défaut',
    command: 'La même chose en ligne de commande',
    commandHelp:
      'Enregistrez d’abord la recette dans un fichier, puis lancez ceci là où Finesse est installé.',
    copyCommand: 'Copier la commande',
    appliedWithFaults: (count) =>
      `La recette a été reprise ; ${format.integer(count)} ${format.plural(count, 'chose y est fausse', 'choses y sont fausses')}.`,
    faultsText: 'Le résumé dit quoi et où.',
    notApplied: 'Les modifications de la recette n’ont pas été reprises.',
    notAppliedText: 'Elles seront encore là quand vous rouvrirez la recette.',
    kept: 'Vos modifications précédentes sont encore ici ; elles n’ont pas encore été reprises.',
    overtaken:
      'Le brouillon a changé depuis le début de ces modifications. Les utiliser met toute la recette ci-dessous à sa place.',
    copyRecipe: 'Copier la recette',
    fileName: 'recette.json',
  },
  ofField: (name, fault) => `${name} : ${fault}`,
  issues: {
    'missing-task': 'Dites ce qui doit être prédit.',
    'missing-model': 'Choisissez un modèle de départ.',
    'missing-data': 'Choisissez les données à apprendre.',
    'data-unusable': 'Les données ne sont pas utilisables telles quelles.',
    'data-being-read': 'Les données sont encore en cours de vérification.',
    'data-not-read': 'La vérification des données a été annulée.',
    'data-failed': 'Les données n’ont pas pu être vérifiées.',
  },
};
