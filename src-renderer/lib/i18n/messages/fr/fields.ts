// Les champs d’une recette : leur nom et une phrase qui dit quand les changer.
import type { Messages } from '../en.ts';

const field = (name: string, help: string) => ({ name, help });

export const fields: Messages['fields'] = {
  epochs: field(
    'Époques',
    'Passages sur les exemples d’entraînement. L’arrêt anticipé finit plus tôt quand rien ne progresse.',
  ),
  batchSize: field('Taille de lot', 'Divisez-la par deux si la mémoire manque.'),
  accumulationSteps: field(
    'Lots cumulés',
    'Lots qui font un seul pas : un plus grand lot dans la même mémoire.',
  ),
  patience: field('Patience', 'Époques sans progrès avant la fin d’une phase.'),
  stoppingMetric: field('Mesure surveillée', 'Ce qui doit progresser sur les exemples de validation.'),
  minDelta: field('Plus petit progrès', 'En dessous, un changement ne compte pas.'),
  learningRate: field(
    'Taux d’apprentissage',
    'De la nouvelle tête, ou de tout dans un modèle entraîné à partir de rien.',
  ),
  backboneLearningRate: field(
    'Taux d’apprentissage du tronc',
    'Dix à vingt fois plus bas, pour qu’il n’oublie pas.',
  ),
  schedule: field('Programme', 'Comment le taux baisse vers la fin de chaque phase.'),
  warmupRatio: field('Échauffement', 'Part des pas pendant lesquels le taux monte.'),
  optimizer: field('Optimiseur', 'AdamW demande le moins de réglage.'),
  momentum: field('Inertie', 'Ce qui est gardé du pas précédent.'),
  beta1: field('Bêta 1', 'Mémoire du gradient moyen.'),
  beta2: field('Bêta 2', 'Mémoire de son carré.'),
  epsilon: field('Epsilon', 'Empêche la division d’exploser.'),
  weightDecay: field('Décroissance des poids', 'Davantage quand le modèle apprend par cœur.'),
  labelSmoothing: field('Lissage des étiquettes', 'Un peu aide quand des étiquettes sont fausses.'),
  classWeights: field('Poids des classes', 'Équilibrés quand des classes sont bien plus rares que d’autres.'),
  gradientClipNorm: field(
    'Limite du gradient',
    'Empêche un pas d’aller trop loin ; les textes en ont besoin.',
  ),
  seed: field('Graine', 'La même graine et les mêmes données donnent le même résultat.'),
  backend: field('Moteur de calcul', 'Automatique prend le plus rapide qui fonctionne ici.'),
  provider: field('Processeur', 'Le processeur graphique est utilisé par WebGPU.'),
  threads: field('Fils d’exécution', 'Moins, c’est laisser la machine libre pour le reste.'),
  cacheFeatures: field(
    'Garder ce qui est calculé',
    'Ce qui est gelé est calculé une fois et gardé sur disque.',
  ),
  batchNorm: field(
    'Statistiques de lot',
    'Gelées pour peu de données ; entraînées quand les images diffèrent de celles du préentraînement.',
  ),
  headDropout: field('Abandon avant la tête', 'Davantage quand le modèle apprend par cœur.'),
  layerDecay: field(
    'Taux de couche en couche',
    'Les couches profondes apprennent plus lentement de ce facteur.',
  ),
  imageSize: field(
    'Taille des images',
    'Côté en pixels. Plus petit, c’est plus rapide ; plus grand, plus fin.',
  ),
  horizontalFlip: field(
    'Miroir gauche-droite',
    'Désactivé si gauche et droite ont un sens, comme dans les examens médicaux et les lettres.',
  ),
  verticalFlip: field('Miroir haut-bas', 'Pour microscopes, satellites et surfaces.'),
  rotationDegrees: field('Rotation', 'Au plus de cet angle, de chaque côté.'),
  minCropArea: field(
    'Plus petit recadrage',
    'Part de l’image gardée par un recadrage aléatoire ; 100 % ne recadre pas.',
  ),
  brightness: field('Luminosité', 'Varie d’au plus cette part.'),
  contrast: field('Contraste', 'Varie d’au plus cette part.'),
  saturation: field('Saturation', 'Varie d’au plus cette part.'),
  hue: field('Teinte', 'Désactivée si la couleur indique la classe.'),
  maxTokens: field(
    'Texte le plus long',
    'En jetons. Les textes plus longs sont coupés ; le temps croît avec la longueur.',
  ),
  lowerCase: field('Ignorer les majuscules', 'Désactivé si elles comptent, comme pour les noms.'),
};

export const fieldValues: Messages['fieldValues'] = {
  automatic: 'automatique',
  constant: 'Constant',
  linear: 'Linéaire',
  cosine: 'Cosinus',
  'one-cycle': 'Un cycle',
  adamw: 'AdamW',
  adam: 'Adam',
  sgd: 'SGD avec inertie',
  none: 'Aucun',
  balanced: 'Équilibrés',
  loss: 'Perte',
  accuracy: 'Exactitude',
  f1Macro: 'F1',
  rocAuc: 'AUC ROC',
  auto: 'Automatique',
  ort: 'ONNX Runtime',
  tensorflow: 'TensorFlow',
  cpu: 'Processeur (CPU)',
  webgpu: 'Carte graphique (WebGPU)',
  frozen: 'Gelées',
  train: 'Entraînées',
};
