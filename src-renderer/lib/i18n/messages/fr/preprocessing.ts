// L’étape qui dit comment un exemple devient ce que lit le réseau.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const preprocessing: Messages['preprocessing'] = {
  lead: 'Chaque étape entre vos exemples et le modèle, montrée sur vos propres exemples.',
  waiting: 'Choisissez d’abord un modèle et des données ; vos propres exemples s’afficheront ici.',
  size: 'Taille et forme',
  resize: {
    name: 'Comment les images sont ajustées',
    crop: {
      title: 'Recadrer',
      text: 'Le milieu de l’image, sans déformation. Ce qui est au bord est perdu.',
    },
    squash: { title: 'Écraser', text: 'L’image entière, pressée dans un carré.' },
    pad: { title: 'Compléter', text: 'L’image entière, sans déformation, avec des bords noirs.' },
  },
  augmentation: {
    title: 'Changements aléatoires pendant l’entraînement',
    lead: 'Le modèle voit chaque fois l’image un peu différente ; il l’apprend moins facilement par cœur.',
    mode: 'Changements aléatoires',
    auto: 'Automatique',
    own: 'Comme réglé ici',
    off: 'Aucun',
    autoText: 'Aucun tant que seule la tête apprend sur des calculs gardés, puis de force habituelle.',
    sheet: 'Ce que voit le modèle',
    sheetLead: {
      auto: 'Les variantes sont pour les phases qui lisent les images elles-mêmes, une autre à chaque époque. Les phases sur des calculs gardés, comme d’ordinaire celle de la tête, voient l’image ajustée.',
      own: 'Chaque époque voit une autre variante.',
      off: 'Chaque époque voit l’image ajustée.',
    },
    before: 'Votre image',
    resized: 'Ajustée',
    variant: (at) => `Variante ${at}`,
  },
  steps: {
    title: 'Étape par étape',
    decode: (format, size) => `Lue comme ${format}, ${size}`,
    turned: 'redressée',
    stretched: (white) => `étirée pour que ${white} soit le blanc`,
    resize: (method, from, to) => `${method} : ${from} → ${to}`,
    lost: (share) => `${share} de la surface est perdue`,
    distorted: (share) => `déformée de ${share}`,
    padded: (share) => `${share} de bordure`,
    enlarged: (factor) => `agrandie ${factor} fois, ce qui n’ajoute aucun détail`,
    normalise: (before, after) => `Couleurs mises à l’échelle : moyenne ${before} → ${after}`,
  },
  another: 'D’autres exemples',
  tokens: {
    title: 'Comment le modèle lit vos textes',
    lead: 'Les textes sont lus par morceaux de mots. Les morceaux barrés dépassent la limite et ne sont pas lus.',
    cut: (share, max) =>
      `${share} des textes dépassent ${format.counted(max, 'jeton', 'jetons')} et perdent leur fin.`,
    nothingCut: (max) => `Aucun texte ne dépasse ${format.counted(max, 'jeton', 'jetons')}.`,
    sampled: (n, all) => `Compté sur ${format.counted(n, 'texte', 'textes')} parmi ${all}.`,
    lengths: 'Longueur des textes en jetons',
    tokens: 'Jetons',
    texts: 'Textes',
    unknown: (share) => `${share} des morceaux sont inconnus du modèle.`,
    learnt: (size) =>
      `Le vocabulaire (${format.counted(size, 'morceau', 'morceaux')}) est appris sur vos textes d’entraînement.`,
    given: (size) =>
      `Le vocabulaire (${format.counted(size, 'morceau', 'morceaux')}) est venu avec le modèle.`,
    kept: (kept, all) => `${format.counted(kept, 'jeton', 'jetons')} sur ${all} sont lus`,
  },
  batch: {
    title: 'Le premier lot, tel que le modèle le reçoit',
    show: 'Afficher le premier lot',
    shape: (name, shape) => `${name} : ${shape}`,
    statistics: (min, mean, max) => `de ${min} à ${max}, moyenne ${mean}`,
    channels: ['Rouge', 'Vert', 'Bleu'],
    padding: (share) => `${share} des positions sont du remplissage`,
    count: (n) => format.counted(n, 'lot pareil fait une époque', 'lots pareils font une époque'),
  },
};
