// Des exécutions côte à côte.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');
const examples = (count: number) => `${format.integer(count)} ${format.plural(count, 'exemple', 'exemples')}`;

export const compare: Messages['compare'] = {
  title: 'Comparer',
  trail: 'Exécutions',
  none: 'Choisissez des exécutions à comparer',
  noneText: 'Dans le tableau des exécutions, sélectionnez-en deux ou plus, puis Comparer.',
  toRuns: 'Aller aux exécutions',
  tooMany: (most) =>
    `Seules les ${format.integer(most)} premières sont comparées : plus de courbes ne se distinguent plus.`,
  allMissing: 'Aucune de ces exécutions n’est plus ici',
  missing: (ids) =>
    `${format.plural(ids.length, 'Exécution absente, peut-être supprimée', 'Exécutions absentes, peut-être supprimées')} : ${ids.join(', ')}.`,
  baseline: 'Référence',
  baselineHelp: 'Les écarts se comptent à partir d’elle.',
  takeAsBaseline: 'Prendre comme référence',
  leaveOut: (name) => `Retirer ${name}`,
  makeBaseline: (name) => `Prendre comme référence : ${name}`,

  report: 'Ce qui a changé, et ce qui en est sorti',
  reportOf: (name) => `Par rapport à ${name}`,
  change: (name, before, after) => `${name} ${before} → ${after}`,
  moreChanges: (count) => `${format.integer(count)} de plus`,
  noChanges: 'aucun réglage ne diffère',
  sameData: 'mêmes données',
  otherData: 'autres données',
  otherMachine: 'autre machine ou autres versions',
  points: (points) => format.counted(points, 'point', 'points'),
  accuracyNow: (value) => `exactitude ${value}`,
  accuracyDifference: (difference) => `exactitude ${format.counted(difference, 'point', 'points')}`,
  noAccuracy: 'non mesurée',
  verdicts: {
    noise: 'dans le bruit',
    better: 'mieux',
    worse: 'moins bien',
    same: 'aucun écart',
    unknown: 'indécidable',
  },
  verdictHelp: {
    noise: 'Le hasard seul pourrait produire un tel écart.',
    better: 'Plus que n’explique le hasard.',
    worse: 'Plus que n’explique le hasard.',
    same: 'Exactement la même valeur.',
    unknown: 'Mesurée sur d’autres exemples, ou sans intervalle.',
  },

  curves: 'Courbes',
  metric: 'Mesure',
  eachStep: (metric) => `${metric}, chaque pas`,
  axis: 'Axe horizontal',
  axes: { step: 'Pas', epoch: 'Époque', time: 'Temps' },
  smoothing: 'Lissage',
  smoothedOf: (metric) => `${metric}, lissage`,
  log: 'Logarithmique',
  openHint: 'Une ligne ouvre son exécution ; un nom masque sa ligne.',
  noCurves: 'Rien n’a encore été mesuré dans ces exécutions.',
  noValues: (names) => `Aucune valeur à tracer pour ${names}.`,
  run: 'Exécution',

  figures: 'Chiffres sur les exemples de test',
  figuresLead: 'Avec les intervalles à 95 % et l’écart à la référence.',
  figuresOtherData:
    'Ces exécutions ont été mesurées sur des exemples de test différents. Leurs chiffres ne répondent pas à la même question ; aucun n’est donc dit le meilleur.',
  noFigures: 'Aucune de ces exécutions n’a été mesurée sur des exemples de test.',
  interval: (low, high) => `${low} à ${high}`,
  best: 'meilleure',

  settings: 'Réglages',
  differencesOnly: 'Différences seulement',
  setting: 'Réglage',
  noDifferences: 'Tous les réglages sont les mêmes.',
  absent: 'non réglé',

  data: {
    title: 'Ce qui a changé dans les données',
    relabelled: (n) =>
      `${format.integer(n)} ${format.plural(n, 'étiquette corrigée', 'étiquettes corrigées')}`,
    excluded: (n) => `${examples(n)} ${format.plural(n, 'écarté', 'écartés')}`,
    added: (n) => `${format.integer(n)} ${format.plural(n, 'nouvel exemple', 'nouveaux exemples')}`,
    removed: (n) => `${examples(n)} ${format.plural(n, 'disparu', 'disparus')}`,
    moved: (n) => `${examples(n)} dans une autre part qu’avant`,
    change: (name, before, after) => `${name} ${before} → ${after}`,
    more: (n) => `et ${format.integer(n)} de plus`,
    listed: (what, names) => `${what} : ${names}`,
    quoted: (text) => `« ${text} »`,
  },
  corrections: {
    gone: (gone, mistakes) =>
      mistakes === 1
        ? `L’erreur que vous avez corrigée ${gone === 1 ? 'a disparu' : 'est encore là'}.`
        : `${format.integer(gone)} des ${format.integer(mistakes)} erreurs que vous avez corrigées ${format.plural(gone, 'a', 'ont')} disparu.`,
    agreed: (n, before, after) =>
      `Sur ${format.integer(n)} ${format.plural(n, 'exemple', 'exemples')} de test à l’étiquette corrigée, la référence donne cette étiquette pour ${format.integer(before)}, cette exécution pour ${format.integer(after)}.`,
    untouched: (n, better, worse) =>
      `Sur ${format.plural(n, 'l’exemple', `les ${format.counted(format.integer(n), 'exemple', 'exemples')}`)} de test non ${format.plural(n, 'modifié', 'modifiés')} : ${format.integer(better)} mieux, ${format.integer(worse)} moins bien.`,
    accuracy: (before, after) => `Exactitude sur ceux-ci ${before} → ${after} :`,
    stick:
      'Corriger des exemples de test change l’instrument de mesure. Les chiffres sur tous les exemples de test portent sur deux tests différents ; seuls ceux des exemples non modifiés se comparent.',
    same: 'Rien de ce qui a changé ne sert à apprendre : les deux exécutions ont appris des mêmes exemples et ne diffèrent que par ce qui les mesure.',
  },

  changed: 'Exemples qui ont changé',
  changedUntouched: (name) => `Par rapport à la référence, sur les exemples de test non modifiés : ${name}`,
  changedLead: (name) => `Par rapport à la référence, sur les mêmes exemples de test : ${name}`,
  better: (count) => `${examples(count)} en mieux`,
  worse: (count) => `${examples(count)} en moins bien`,
  chance: (p) => `Hasard seul : p = ${p}`,
  chanceBelow: (p) => `Hasard seul : p < ${p}`,
  unavailable: {
    'other-data':
      'Cette exécution a été mesurée sur d’autres exemples que la référence ; on ne peut pas les rapprocher.',
    'no-evaluation': 'Cette exécution ou la référence n’a pas de prédictions à comparer.',
  },
  wasNow: (before, after) => `${before} → ${after}`,
  truth: (label) => `Vraie classe : ${label}`,
  firstOf: (shown, all) => `Les ${format.integer(shown)} premiers sur ${format.integer(all)}.`,
  nothingChanged: 'Aucun exemple n’a changé de camp.',

  parallel: 'Coordonnées parallèles',
  parallelLead: 'Les réglages qui diffèrent et les chiffres ; une ligne est une exécution.',
  scatter: 'L’un contre l’autre',
  scatterX: 'En abscisse',
  scatterY: 'En ordonnée',
  noDimensions: 'Ces exécutions ne diffèrent en rien qui puisse se dessiner.',

  environment: 'Environnement',
  environmentSame: 'Toutes viennent de la même machine et des mêmes versions.',
  facts: {
    finesse: 'Finesse',
    node: 'Node.js',
    platform: 'Plateforme',
    systemRelease: 'Système',
    cpu: 'Processeur',
    threads: 'Fils d’exécution',
    memoryBytes: 'Mémoire, octets',
    backend: 'Moteur',
  },

  metrics: {
    loss: 'Perte d’entraînement',
    accuracy: 'Exactitude',
    valLoss: 'Perte de validation',
    valAccuracy: 'Exactitude de validation',
    valF1Macro: 'F1 de validation',
    valRocAuc: 'AUC ROC de validation',
    learningRate: 'Taux d’apprentissage',
    gradientNorm: 'Norme du gradient',
    balancedAccuracy: 'Exactitude équilibrée',
    f1Macro: 'F1',
    rocAuc: 'AUC ROC',
    logLoss: 'Perte logarithmique',
    precisionMacro: 'Précision, moyenne des classes',
    recallMacro: 'Rappel, moyenne des classes',
    precisionMicro: 'Précision, tous les exemples',
    recallMicro: 'Rappel, tous les exemples',
    f1Micro: 'F1, tous les exemples',
    precisionWeighted: 'Précision pondérée',
    recallWeighted: 'Rappel pondéré',
    f1Weighted: 'F1 pondéré',
    rocAucWeighted: 'AUC ROC pondérée',
    prAuc: 'Précision moyenne',
    matthewsCorrelation: 'Corrélation de Matthews',
    cohenKappa: 'Kappa de Cohen',
    brierScore: 'Score de Brier',
    top3Accuracy: 'Juste parmi les 3 premiers',
    top5Accuracy: 'Juste parmi les 5 premiers',
    expectedCalibrationError: 'Erreur de calibration',
    seconds: 'Durée d’entraînement, secondes',
  },
};
