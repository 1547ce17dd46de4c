// La page d’accueil : premiers pas, ce qui se passe, ce qui était là en dernier.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const home: Messages['home'] = {
  title: 'Accueil',
  first: {
    title: 'Apprenez à un modèle à reconnaître vos catégories',
    lead: 'Finesse part d’un modèle qui sait déjà voir ou lire et lui enseigne vos propres classes. Tout se passe sur cette machine ; rien n’est envoyé ailleurs.',
    steps: [
      {
        title: 'Montrez-lui des exemples',
        text: 'Un dossier d’images, un sous-dossier par classe. Ou un tableau de textes avec une colonne d’étiquettes.',
      },
      {
        title: 'Laissez-le s’entraîner',
        text: 'Finesse propose des réglages adaptés à vos données et à votre machine, et montre comment il apprend.',
      },
      {
        title: 'Mesurez, essayez, emportez',
        text: 'Voyez ce qu’il vaut sur des exemples jamais vus, et exportez-le en fichiers que d’autres programmes lisent.',
      },
    ],
    action: 'Essayer avec des images d’exemple',
    actionNote: 'Environ une minute. Les images sont dessinées par Finesse lui-même.',
    own: 'Commencer avec vos données',
    text: 'Essayer avec des textes d’exemple',
    open: 'Ouvrir un fichier…',
  },
  running: {
    title: 'Entraînement en cours',
    waiting: (count) =>
      `${format.integer(count)} ${format.plural(count, 'exécution en attente', 'exécutions en attente')}`,
    curve: 'Perte jusqu’ici',
    epoch: (epoch, epochs) => `Époque ${epoch} sur ${epochs}`,
    remaining: (duration) => `encore environ ${duration}`,
    validationLoss: 'Perte val.',
    validationAccuracy: 'Exactitude val.',
    open: 'Suivre',
  },
  start: {
    title: 'Commencer',
    new: { title: 'Nouvel entraînement', text: 'De vos données à un modèle, pas à pas.' },
    pictures: {
      title: 'Images d’exemple',
      text: 'Trouver des défauts de surface. Environ une minute d’entraînement.',
    },
    texts: {
      title: 'Textes d’exemple',
      text: 'Trier des demandes d’assistance. Quelques minutes d’entraînement.',
    },
    open: { title: 'Ouvrir un fichier', text: 'Une recette, ou des exécutions dans un fichier .finesse.' },
    preparing: 'Préparation de l’exemple…',
    opening: 'Ouverture du fichier…',
    openTitle: 'Ouvrir une recette ou un fichier .finesse',
    imported: (count) =>
      `${format.integer(count)} ${format.plural(count, 'exécution ajoutée', 'exécutions ajoutées')}`,
    importedNone: 'Toutes les exécutions de ce fichier sont déjà là',
  },
  drafts: {
    title: 'Continuer',
    changed: (when) => `modifié ${when}`,
    untitled: 'Entraînement sans titre',
    all: 'Tous les brouillons',
    noData: 'pas encore de données',
  },
  recent: {
    title: 'Exécutions récentes',
    all: 'Toutes les exécutions',
    empty: 'Vos exécutions apparaîtront ici.',
    accuracy: 'Exactitude sur les exemples de test',
    validation: 'Meilleure exactitude sur les exemples de validation',
    onTest: 'test',
    onValidation: 'val.',
  },
  machine: {
    title: 'Cette machine',
    processor: 'Processeur',
    threads: (count) => `${format.integer(count)} ${format.plural(count, 'fil', 'fils')}`,
    memory: 'Mémoire',
    disk: 'Espace disque libre',
    backend: 'Calcule avec',
    backends: { ort: 'ONNX Runtime', tensorflow: 'TensorFlow', cpu: 'JavaScript' },
    line: ({ processor, threads, memory, disk }) =>
      `Cette machine : ${[processor, threads].filter(Boolean).join(', ')}, ${memory} de mémoire, ${disk} libres sur le disque`,
    measure: 'La mesurer dans les réglages',
  },
};
