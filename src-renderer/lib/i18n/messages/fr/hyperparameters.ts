// L’étape qui dit comment se passe l’entraînement.

import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const hyperparameters: Messages['hyperparameters'] = {
  lead: 'De bonnes valeurs sont déjà en place. Changez-les quand vous savez pourquoi, ou quand une mesure le dit.',
  groups: {
    length: 'Durée',
    rate: 'Vitesse d’apprentissage',
    optimizer: 'Optimiseur',
    restraint: 'Contre le par-cœur',
    machine: 'Machine et hasard',
  },
  simple: {
    budget: 'Limite de temps',
    budgetHelp:
      'Une limite, pas une estimation : on prévoit autant d’époques qu’il en tient. Ce sera peut-être plus court.',
    minutes: (minutes) => `${minutes} min au plus`,
    caution: 'Avec quelle prudence',
    cautions: { careful: 'Prudemment', balanced: 'Équilibré', bold: 'Hardiment' },
    cautionHelp: {
      careful: 'Petits pas, peu de changement à ce que sait le modèle. Pour des données rares ou délicates.',
      balanced: 'La manière habituelle.',
      bold: 'Plus grands pas, plus de changement. Pour beaucoup de données éloignées du préentraînement.',
    },
    untouched: 'Changer l’une ou l’autre règle les époques, les taux et la patience de cet entraînement.',
    applied: (changes) => `Réglé : ${changes}.`,
    same: 'Ces valeurs sont déjà réglées.',
    expected: (time) => `Cela prend environ ${time}, et moins si l’entraînement s’arrête plus tôt.`,
    tooLong: (time) => `Même le plan le plus court prend environ ${time}, plus que la limite.`,
    unmeasured:
      'La durée d’une époque n’est pas encore mesurée : mesurez ci-dessous, puis déplacez de nouveau la limite.',
  },
  plannedRates: (rates) => `Taux le plus haut de chaque phase, tel que prévu : ${rates}.`,
  earlyStopping: 'S’arrêter quand rien ne progresse',
  earlyStoppingHelp: 'Garde le meilleur moment et gagne du temps.',
  schedule: {
    title: 'Taux d’apprentissage au fil de l’entraînement',
    lead: 'Une courbe par phase. Les couches gelées n’apprennent pas.',
    step: 'Pas',
    rate: 'Taux d’apprentissage',
    waiting: 'Dessiné une fois le modèle et les données choisis.',
  },
  estimate: {
    title: 'Ce qu’il faudra sur cette machine',
    lead: 'Mesuré par quelques vrais pas sur vos données, ensuite oubliés.',
    measure: 'Mesurer maintenant',
    again: 'Mesurer de nouveau',
    measuring: 'Mesure de quelques pas…',
    time: 'Temps',
    memory: 'Mémoire',
    disk: 'Disque',
    memoryOf: (needed, all) => `${needed} sur ${all} libres`,
    diskOf: (needed, free) => `${needed} ; ${free} libres`,
    phase: (name, { epochs, epoch, whole }) =>
      `${name} : ${whole} (${format.integer(epochs)} ${format.plural(epochs, 'époque', 'époques')} de ${epoch})`,
    parts: {
      loading: (time) => `Chargement du modèle et vérification des données : ${time}`,
      choosing: (time) => `Essai de la profondeur sur des parts des quelques exemples : ${time}`,
      caching: (time) => `Une fois, au début, calcul de ce qui est gelé : ${time}`,
      evaluation: (time) => `Évaluation sur les exemples de test : ${time}`,
      other: (time) => `Reste, comme la première lecture des exemples : ${time}`,
    },
    tooMuchMemory: 'Plus de mémoire qu’il n’y en a de libre. Divisez par deux la taille de lot ou d’image.',
    tooMuchDisk: 'Plus de disque qu’il n’y en a de libre.',
    old: 'Des réglages ont changé depuis cette mesure.',
    notReady: 'Choisissez d’abord un modèle et des données.',
  },
  warnings: 'À regarder',
};
