// À quoi sert une exécution terminée.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const use: Messages['use'] = {
  tab: 'Utiliser',
  none: 'Rien à utiliser pour l’instant',
  noneText:
    'Quand l’entraînement sera terminé, essayez ici le modèle sur de nouveaux exemples et emportez-le.',
  dropped: 'Les poids ont été supprimés',
  droppedText:
    'La fiche reste, mais il n’y a plus de modèle à essayer ni à exporter. Entraînez-le de nouveau avec les mêmes réglages, ou avec d’autres.',
  playground: {
    title: 'Essayer',
    leadPictures: 'Déposez des images ici, ou choisissez-en. Elles restent sur cette machine.',
    leadTexts: 'Écrivez ou collez un texte. Il reste sur cette machine.',
    choose: 'Choisir des images…',
    text: 'Texte',
    placeholder: 'Écrivez quelque chose que le modèle n’a jamais vu…',
    predict: 'Prédire',
    clear: 'Effacer',
    drop: 'Déposez les images ici',
    took: (ms) => `${ms} ms`,
    loaded: (ms) => `Modèle chargé en ${ms} ms`,
    calibrated: 'Probabilités calibrées',
    notCalibrated: 'Ajustez d’abord la calibration sous Évaluer.',
    answer: (name) => `Réponse : ${name}`,
    noAnswer: 'Pas de réponse : pas assez sûr',
    otherScale: 'elle regarde les probabilités sur lesquelles elle a été choisie, pas celles affichées',
    damaged: 'Le fichier est endommagé : la réponse vaut pour ce qui a pu en être décodé.',
    cut: 'Le texte est plus long que ce que lit le modèle ; sa fin n’a pas été vue.',
    tooLarge: (name, limit) => `${name} dépasse ${limit}.`,
    onlySome: (taken, given) => `Seules les ${taken} premières images sur ${given} ont été prises`,
    onlySomeText: 'Mettez-les toutes dans un dossier et prédisez-le en entier : il n’y a pas de limite.',
    toFolder: 'Vers la prédiction d’un dossier',
    explain: 'Pourquoi ?',
    explaining: 'Les parties sont masquées une à une…',
    speaksFor: (label) => `Ce qui parle pour « ${label} »`,
    reliable: 'Les parties marquées comptent plus que des parties au hasard.',
    reasons: {
      'no-better-than-random':
        'Ne vous y fiez pas : les parties marquées ne comptent pas plus que des parties au hasard.',
      'no-effect': 'Masquer des parties ne change presque rien ; cela ne dit donc pas grand-chose.',
      'uncertain-prediction': 'Le modèle hésite ici, l’explication aussi.',
    },
    for: 'parle pour',
    against: 'parle contre',
  },
  folder: {
    title: 'Tout un dossier ou un tableau',
    leadPictures: 'Toutes les images d’un dossier en entrée, un CSV avec une classe pour chacune en sortie.',
    leadTexts: 'Un tableau ou un fichier texte en entrée, un CSV avec une classe par ligne en sortie.',
    choose: 'Choisir et prédire…',
    save: 'Où placer le CSV',
    working: (done, total) => `${done} sur ${total}`,
    done: (predicted, rows, seconds) =>
      `${format.counted(predicted, 'prédiction', 'prédictions')} sur ${rows} en ${seconds}`,
    damaged: (count) =>
      `${format.counted(count, 'endommagée, prédite', 'endommagées, prédites')} d’après ce qui a pu être décodé ; le CSV dit lesquelles.`,
    unreadable: (count) => `${format.counted(count, 'illisible', 'illisibles')} ; le CSV dit pourquoi.`,
    columns: (places) => `Les textes ont été pris dans ${places}.`,
    column: (column, file) => `la colonne « ${column} » de ${file}`,
    unanswered: (count) => `${count} sans réponse selon la règle gardée : leur prédiction est vide.`,
    stopped: 'Arrêté ; aucun CSV n’a été écrit.',
  },
  export: {
    title: 'Emporter le modèle',
    formats: { onnx: 'ONNX', safetensors: 'Safetensors' },
    purposes: {
      'any-language': 'Fonctionne presque partout : Python, JavaScript, C#, Java, téléphones.',
      pytorch: 'Pour Python avec PyTorch, Transformers ou torchvision.',
    },
    readBy: (name) => `Lu par ${name}`,
    size: (size) => `Environ ${size}`,
    export: 'Exporter…',
    choose: 'Dossier pour le modèle exporté',
    working: 'Exportation et vérification…',
    parity: (agreeing, examples, difference) =>
      `Vérifié sur ${format.counted(examples, 'exemple', 'exemples')} : ${format.counted(agreeing, 'réponse identique', 'réponses identiques')}, plus grand écart ${difference}.`,
    written: (folder) => `Écrit dans ${folder}`,
  },
  card: {
    title: 'Fiche du modèle',
    lead: 'À quoi sert le modèle, comment il a été entraîné et ce qu’il vaut, en une page à transmettre.',
    save: 'Enregistrer…',
    copy: 'Copier',
    show: 'Afficher',
    suggested: 'fiche-du-modele.md',
    saved: (file) => `Enregistrée sous ${file}`,
  },
};
