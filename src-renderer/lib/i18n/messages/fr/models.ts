// Les modèles de départ.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const models: Messages['models'] = {
  bundled: {
    'finesse-resnet-10': {
      description:
        'Un petit réseau résiduel pour des images d’environ 64 à 128 pixels, préentraîné par Finesse même sur CIFAR-10.',
      trainedOn: 'CIFAR-10 : 48 000 photographies de dix sortes de choses, 32 × 32 pixels',
    },
    'new-cifar-resnet-20': {
      description:
        'Un réseau résiduel léger (He et al. 2015, section 4.2) pour des images de 32 à 64 pixels. Part de valeurs au hasard : il n’apprend que de vos images.',
    },
    'new-mobilenet-v2-half': {
      description:
        'Un réseau fait pour peu de calcul (Sandler et al. 2018), pour des images de 96 à 224 pixels. Part de valeurs au hasard.',
    },
    'new-resnet-18': {
      description:
        'Le réseau résiduel classique (He et al. 2015) pour des images de 224 pixels. Part de valeurs au hasard ; ne vaut son temps qu’avec beaucoup d’images.',
    },
    'new-vgg-11': {
      description:
        'De simples convolutions les unes après les autres (Simonyan et Zisserman 2014), avec moitié moins de canaux, pour des images de 64 à 224 pixels. Part de valeurs au hasard.',
    },
    'new-inception-v3': {
      description:
        'Regarde chaque endroit par des fenêtres de plusieurs tailles (Szegedy et al. 2015), pour des images de 299 pixels. Part de valeurs au hasard ; ne vaut son temps qu’avec beaucoup d’images.',
    },
    'new-roberta-small': {
      description:
        'Comme le petit BERT, sans sa dernière couche de résumé : un transformeur de deux couches qui apprend ses mots de vos textes, dans toute langue.',
    },
    'new-bert-small': {
      description:
        'Un transformeur de deux couches qui apprend ses mots de vos textes, dans toute langue. S’entraîne en quelques minutes et convient aux textes courts dont les mots en disent long.',
    },
    'new-bert-medium': {
      description:
        'Un transformeur de quatre couches qui apprend ses mots de vos textes, dans toute langue. Pour des milliers de textes.',
    },
  },
  show: 'Afficher',
  all: 'Tous',
  none: 'Aucun modèle ne convient.',
  views: { label: 'Vue', cards: 'Cartes', table: 'Tableau' },
  table: { label: 'Modèles', model: 'Modèle', speed: 'Vitesse', actions: 'Actions' },
  parametersOf: (n) => format.counted(n, 'paramètre', 'paramètres'),
  elsewhere: 'Cet entraînement part de poids hors de la bibliothèque :',
  scratchTitle: 'À partir de rien : il ne sait encore rien',
  scratchText: (n) =>
    `Tout ce qu’il saura viendra de vos exemples. Comptez-en au moins ${n}, dix fois plus de préférence, et un entraînement plus long. Avec moins, un modèle préentraîné fera mieux.`,
  youHave: (n) => `Vous en avez ${n}.`,
  fit: {
    title: 'Sur cette machine',
    lead: 'Si la mémoire suffit, et combien dure une époque.',
    guessed: {
      comfortable: 'Devrait tourner à l’aise ici (estimation)',
      tight: 'Tient peut-être tout juste en mémoire ici (estimation)',
      tooLarge: 'Demande sans doute plus de mémoire qu’il n’y en a (estimation)',
    },
    guess: (needed, there) =>
      `D’après sa taille : environ ${needed} sur les ${there} de mémoire de cette machine.`,
    measured: {
      comfortable: (time) => `Tourne à l’aise : ${time} par époque`,
      slow: (time) => `Lent ici : ${time} par époque`,
      verySlow: (time) => `Très lent ici : ${time} par époque`,
      tight: (time) => `Tient tout juste en mémoire ; ${time} par époque`,
      tooLarge: () => 'Ne tient pas en mémoire ici',
    },
    measuredDetail: (total, needed, free) =>
      `Mesuré sur quelques pas réels : environ ${total} en tout, ${needed} sur les ${free} de mémoire libre.`,
    measure: 'Mesurer sur cette machine',
    measuring: 'Quelques pas réels en cours…',
    measureNeedsData: 'Possible dès que les données sont choisies et que rien ne manque.',
  },
  compatibility: {
    usable: 'Les poids conviennent',
    unusable: 'Les poids ne conviennent pas',
    loaded: (n) => `${format.integer(n)} ${format.plural(n, 'tenseur repris', 'tenseurs repris')}.`,
    missing: 'Manquants, partent de valeurs au hasard',
    misshaped: 'D’une autre forme',
    unexpected: 'Inutiles',
    shapes: (needed, found) => `attendu ${needed}, trouvé ${found}`,
  },
  inUse: (runs) =>
    `${format.integer(runs)} ${format.plural(runs, 'exécution en est partie', 'exécutions en sont parties')}`,
  inDrafts: (drafts) =>
    `${format.integer(drafts)} ${format.plural(drafts, 'brouillon en a besoin', 'brouillons en ont besoin')}`,
  diskTotal: (size) => `${size} sur le disque`,
  train: 'Entraîner avec lui',
  lead: 'Tout ce dont un entraînement peut partir. Les modèles importés sont copiés dans la bibliothèque et restent sur cette machine.',
  stepLead: 'Partez d’un modèle qui a déjà appris : il demande bien moins de vos propres exemples.',
  choose: 'Modèle de départ',
  kinds: { pretrained: 'Préentraîné', imported: 'Importé', scratch: 'À partir de rien' },
  speeds: { fast: 'Rapide', medium: 'Vitesse moyenne', slow: 'Lent' },
  worthFrom: (n) => `Utile à partir de ${format.counted(n, 'exemple', 'exemples')}`,
  measuredAt: (measured) => `Mesuré : ${measured}`,
  randomValues: 'Valeurs aléatoires : il vaudra ce que valent vos exemples',
  notMeasured: 'Personne n’a mesuré sa qualité',
  facts: {
    family: 'Famille',
    parameters: 'Paramètres',
    size: 'Taille',
    input: 'Lit',
    trainedOn: 'Entraîné sur',
    benchmark: 'Mesuré',
    licence: 'Licence',
    languages: 'Langues',
    examples: 'Utile à partir de',
    pixels: (n) => `${n} px`,
    tokens: (n) => format.counted(n, 'jeton', 'jetons'),
    measured: (value, dataset) => `${value} sur ${dataset}`,
    anyLanguage: 'celle de vos données',
    atLeast: (n) => format.counted(n, 'exemple', 'exemples'),
  },
  tooFewExamples: (wanted, found) =>
    `Ce modèle est utile à partir d’environ ${format.counted(wanted, 'exemple', 'exemples')} ; vous en avez ${found}. Un modèle préentraîné fera mieux.`,
  architecture: {
    title: 'Comment il est construit',
    lead: 'De l’entrée, en haut, à la tête, en bas ; la barre est la part des paramètres.',
    newHead: 'nouvelle, apprend vos classes',
    keptHead: 'reprise d’après les noms de vos classes',
    total: 'En tout, avec la tête pour vos classes',
    stage: 'Étage',
    output: 'Donne',
    input: 'entrée',
    answer: 'réponse',
    tokens: 'jetons',
    upTo: (n) => `jusqu’à ${format.counted(n, 'jeton', 'jetons')}`,
  },
  import: {
    open: 'Importer un modèle…',
    title: 'Importer un modèle du disque',
    lead: 'Safetensors, fichiers PyTorch, modèles TensorFlow.js, ou un dossier tel que le Hub Hugging Face le dispose. Rien dans le fichier n’est exécuté.',
    file: 'Choisir un fichier…',
    folder: 'Choisir un dossier…',
    name: 'Nom',
    licence: 'Licence',
    licenceHelp: 'Telle que ses auteurs l’indiquent, pour vous rappeler ce qui est permis.',
    noTokenizer: 'Il n’y a pas de découpeur de textes à côté. Choisissez son tokenizer.json ou vocab.txt.',
    chooseTokenizer: 'Choisir le découpeur…',
    usable: 'Finesse peut l’entraîner',
    unusable: 'Finesse ne peut pas s’en servir',
    format: 'Format',
    tensors: 'Tenseurs',
    working: 'Copie et vérification…',
    done: (name) => `« ${name} » est dans la bibliothèque.`,
  },
  card: 'Fiche du modèle',
  noCard: 'Ce modèle n’a pas de fiche.',
  remove: 'Retirer',
  removeTitle: (name) => `Retirer « ${name} » ?`,
  removeLead: 'Sa copie dans la bibliothèque est supprimée. Le fichier d’origine reste.',
  removeAnyway: 'Retirer quand même',
};
