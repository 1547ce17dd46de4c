// Chaque terme du métier en mots simples, à l’endroit où il se trouve.
import type { Messages } from '../en.ts';

export const terms: Messages['terms'] = {
  model: {
    name: 'modèle',
    meaning:
      'Un réseau avec ses nombres appris. Il donne à une image ou à un texte une probabilité pour chaque classe.',
  },
  backbone: {
    name: 'tronc',
    meaning:
      'La partie du modèle déjà entraînée, sur bien plus de données. Elle sait reconnaître des formes ou lire des mots.',
  },
  head: {
    name: 'tête',
    meaning:
      'La nouvelle dernière couche. Elle apprend pour laquelle de vos classes parlent les observations du tronc.',
  },
  pretrained: {
    name: 'préentraîné',
    meaning: 'Déjà entraîné sur d’autres données. Partir de là demande bien moins d’exemples.',
  },
  class: {
    name: 'classe',
    meaning: 'L’une des réponses possibles du modèle, comme « chat » ou « facture ».',
  },
  epoch: { name: 'époque', meaning: 'Un passage sur tous les exemples d’entraînement.' },
  step: { name: 'pas', meaning: 'Une modification du modèle, à partir d’un lot d’exemples.' },
  batchSize: {
    name: 'taille de lot',
    meaning:
      'Le nombre d’exemples regardés avant chaque modification du modèle. Plus grand, c’est plus stable mais cela demande plus de mémoire.',
  },
  learningRate: {
    name: 'taux d’apprentissage',
    meaning:
      'L’ampleur du changement à chaque pas. Trop élevé, le modèle oublie ou diverge ; trop faible, il n’apprend rien dans le temps donné.',
  },
  loss: {
    name: 'perte',
    meaning:
      'L’ampleur moyenne de l’erreur ; les erreurs sûres d’elles comptent davantage. Plus bas, c’est mieux.',
  },
  accuracy: {
    name: 'exactitude',
    meaning: 'La part des exemples pour lesquels la première réponse du modèle est juste.',
  },
  validation: {
    name: 'validation',
    meaning:
      'Des exemples mis de côté pendant l’entraînement, pour voir si le modèle réussit aussi sur ce qu’il n’a pas appris.',
  },
  test: {
    name: 'test',
    meaning: 'Des exemples regardés une seule fois, tout à la fin, pour une mesure honnête.',
  },
  split: {
    name: 'répartition',
    meaning: 'La façon dont les exemples sont répartis entre entraînement, validation et test.',
  },
  overfitting: {
    name: 'surapprentissage',
    meaning: 'Le modèle apprend ses exemples par cœur et devient moins bon sur les nouveaux.',
  },
  earlyStopping: {
    name: 'arrêt anticipé',
    meaning:
      'L’entraînement s’arrête quand la validation ne progresse plus depuis un moment, et le meilleur moment est gardé.',
  },
  patience: { name: 'patience', meaning: 'Le nombre d’époques sans progrès attendues avant l’arrêt.' },
  augmentation: {
    name: 'augmentation',
    meaning:
      'De petits changements aléatoires des images d’entraînement, comme un miroir, pour que le modèle voie plus de variété.',
  },
  token: { name: 'jeton', meaning: 'Un morceau de mot. Les modèles lisent les textes par jetons.' },
  truncation: {
    name: 'troncature',
    meaning: 'Les textes plus longs que la limite sont coupés ; le modèle ne voit pas le reste.',
  },
  frozen: {
    name: 'gelé',
    meaning: 'Non modifié par l’entraînement. Ce qui a été appris avant reste tel quel.',
  },
  phase: {
    name: 'phase',
    meaning:
      'Une partie de l’entraînement avec ses propres couches entraînées et son propre taux d’apprentissage.',
  },
  warmup: {
    name: 'échauffement',
    meaning:
      'Le taux d’apprentissage commence bas et monte, pour que la nouvelle tête n’abîme pas le tronc avec ses premiers essais.',
  },
  schedule: {
    name: 'programme',
    meaning: 'L’évolution du taux d’apprentissage du début à la fin d’une phase.',
  },
  optimizer: {
    name: 'optimiseur',
    meaning: 'La règle selon laquelle les nombres du modèle changent à chaque pas.',
  },
  weightDecay: {
    name: 'décroissance des poids',
    meaning: 'Rapproche un peu les nombres du modèle de zéro, ce qui protège de l’apprentissage par cœur.',
  },
  labelSmoothing: {
    name: 'lissage des étiquettes',
    meaning: 'Dit au modèle de n’être jamais tout à fait sûr, ce qui aide quand des étiquettes sont fausses.',
  },
  classWeights: {
    name: 'poids des classes',
    meaning: 'Les classes rares comptent davantage, pour ne pas être noyées par les fréquentes.',
  },
  gradientNorm: {
    name: 'norme du gradient',
    meaning:
      'La force avec laquelle les exemples tirent sur le modèle. Des pics soudains annoncent un problème.',
  },
  dropout: {
    name: 'abandon',
    meaning:
      'Laisse de côté une part aléatoire des observations à chaque pas, ce qui protège de l’apprentissage par cœur.',
  },
  precision: {
    name: 'précision',
    meaning: 'Parmi tous les exemples que le modèle a mis dans cette classe : la part qui y appartient.',
  },
  recall: {
    name: 'rappel',
    meaning: 'Parmi tous les exemples qui appartiennent à cette classe : la part que le modèle a trouvée.',
  },
  specificity: {
    name: 'spécificité',
    meaning:
      'Parmi tous les exemples qui n’appartiennent pas à cette classe : la part qui n’y a pas été mise.',
  },
  f1: {
    name: 'F1',
    meaning: 'Un seul nombre pour la précision et le rappel ; il n’est élevé que si les deux le sont.',
  },
  rocAuc: {
    name: 'AUC ROC',
    meaning:
      'La capacité du modèle à classer le juste avant le faux, quel que soit le seuil. 0,5 : le hasard ; 1 : parfait.',
  },
  confusionMatrix: {
    name: 'matrice de confusion',
    meaning: 'Un tableau des classes vraies et prédites. Ce qui est hors de la diagonale est une erreur.',
  },
  calibration: {
    name: 'calibration',
    meaning:
      'Peut-on croire les probabilités du modèle ? Parmi les réponses données à 80 %, environ 80 % devraient être justes.',
  },
  threshold: {
    name: 'seuil',
    meaning: 'La probabilité à partir de laquelle un exemple compte comme appartenant à la classe.',
  },
  interval: {
    name: 'intervalle à 95 %',
    meaning:
      'Où se trouve probablement la vraie valeur, vu le petit nombre d’exemples mesurés. Large : mesurez sur davantage d’exemples.',
  },
  seed: {
    name: 'graine',
    meaning:
      'Le nombre dont tout le hasard est tiré. La même graine avec les mêmes données donne le même résultat.',
  },
  checkpoint: {
    name: 'point de reprise',
    meaning: 'Un moment enregistré de l’entraînement, à partir duquel il peut reprendre exactement.',
  },
  datasetVersion: {
    name: 'version des données',
    meaning:
      'La liste figée des exemples et de leur répartition. Deux exécutions sur la même version se comparent équitablement.',
  },
  recipe: {
    name: 'recette',
    meaning:
      'Tout un entraînement en un document. La même recette avec les mêmes données donne le même résultat.',
  },
  onnx: {
    name: 'ONNX',
    meaning: 'Un format de fichier de modèle que la plupart des programmes et appareils savent exécuter.',
  },
  parameters: {
    name: 'paramètres',
    meaning:
      'Les nombres appris d’un modèle. Plus il y en a, plus il peut apprendre, et plus il demande de mémoire et de temps.',
  },
};
