// The words of a model card, in English and French. Numbers and dates are formatted by the locale, not here.
import type { KindName } from '../facts/kinds.ts';

export type CardLocale = 'en' | 'fr';

export interface CardWords {
  /** Examples, in the plural. */
  readonly examples: Readonly<Record<KindName, string>>;
  predicts(kind: string, classes: number): string;
  readonly headings: Readonly<
    Record<
      | 'data'
      | 'training'
      | 'results'
      | 'classes'
      | 'calibration'
      | 'decision'
      | 'limits'
      | 'environment'
      | 'use',
      string
    >
  >;
  readonly columns: Readonly<
    Record<
      | 'class'
      | 'train'
      | 'validation'
      | 'test'
      | 'metric'
      | 'value'
      | 'interval'
      | 'precision'
      | 'recall'
      | 'specificity'
      | 'f1'
      | 'examples'
      | 'setting',
      string
    >
  >;
  readonly total: string;
  dataVersion(hash: string, examples: string): string;
  problems(count: string): string;
  duplicates(groups: string): string;
  readonly settings: Readonly<
    Record<
      | 'model'
      | 'preset'
      | 'phases'
      | 'epochs'
      | 'batchSize'
      | 'optimizer'
      | 'learningRate'
      | 'weightDecay'
      | 'labelSmoothing'
      | 'classWeights'
      | 'seed'
      | 'duration'
      | 'backend',
      string
    >
  >;
  readonly presets: Readonly<Record<'head' | 'gradual' | 'full', string>>;
  /** Before what was trained in steps. */
  readonly probe: string;
  added(accuracy: string, difference: string, low: string, high: string): string;
  /** After the rates: each lower stage learns this much more slowly. */
  layerDecay(factor: string): string;
  epochsRun(run: string, best: string): string;
  readonly metrics: Readonly<Record<string, string>>;
  testedOn(examples: string, level: string): string;
  readonly noEvaluation: string;
  guessing(label: string, accuracy: string): string;
  confused(label: string, predicted: string, count: string, share: string): string;
  calibration(error: string): string;
  calibrated(temperature: string, before: string, after: string): string;
  readonly notCalibrated: string;
  readonly decision: {
    threshold(name: string, threshold: string): string;
    abstain(below: string): string;
    calibrated(temperature: string): string;
    /** On the test split: share answered, accuracy of those, accuracy without the rule. */
    outcome(test: { readonly answered: string; readonly accuracy: string; readonly plain: string }): string;
  };
  readonly limits: {
    onlyClasses(classes: number): string;
    readonly likeTraining: string;
    readonly otherInput: string;
    wide(low: string, high: string, examples: string): string;
    few(classes: string, examples: string): string;
    absent(classes: string): string;
    weak(name: string, recall: string): string;
  };
  machine(cpu: string, memory: string, platform: string): string;
  versions(list: string): string;
  readonly inFinesse: string;
  readonly elsewhere: string;
  made(date: string, version: string, run: string): string;
}

const english: CardWords = {
  examples: { image: 'pictures', text: 'texts' },
  predicts: (kind, classes) => `This model sorts ${kind} into ${classes} classes:`,
  headings: {
    data: 'Data',
    training: 'Training',
    results: 'Results on the test split',
    classes: 'By class',
    calibration: 'How far its probabilities can be believed',
    decision: 'How it answers',
    limits: 'Limits',
    environment: 'Made with',
    use: 'How to use it',
  },
  columns: {
    class: 'Class',
    train: 'Training',
    validation: 'Validation',
    test: 'Test',
    metric: 'Metric',
    value: 'Value',
    interval: 'Interval',
    precision: 'Precision',
    recall: 'Recall (sensitivity)',
    specificity: 'Specificity',
    f1: 'F1',
    examples: 'Examples',
    setting: 'Setting',
  },
  total: 'All',
  dataVersion: (hash, examples) => `${examples} examples, dataset version \`${hash}\`.`,
  problems: (count) => `${count} items could not be used as they were and are recorded with their reason.`,
  duplicates: (groups) => `${groups} groups of identical examples; no group crosses a split.`,
  settings: {
    model: 'Started from',
    preset: 'What was trained',
    phases: 'Phases',
    epochs: 'Epochs',
    batchSize: 'Batch size',
    optimizer: 'Optimizer',
    learningRate: 'Highest learning rate',
    weightDecay: 'Weight decay',
    labelSmoothing: 'Label smoothing',
    classWeights: 'Class weights',
    seed: 'Seed',
    duration: 'Time',
    backend: 'Backend',
  },
  presets: {
    head: 'the head alone',
    gradual: 'the head first, then deeper stages',
    full: 'the whole network at once',
  },
  probe: 'the head, fitted by regression on frozen features;',
  added: (accuracy, difference, low, high) =>
    `The fitted head alone reached an accuracy of ${accuracy}; training the network after it added ${difference} (${low} to ${high}).`,
  layerDecay: (factor) => `; times ${factor} from each stage to the one below`,
  epochsRun: (run, best) => `${run}, the best was ${best}`,
  metrics: {
    accuracy: 'Accuracy',
    balancedAccuracy: 'Balanced accuracy',
    f1Macro: 'F1, mean over classes',
    rocAuc: 'Area under the ROC curve',
    prAuc: 'Average precision',
    matthewsCorrelation: 'Matthews correlation',
    logLoss: 'Log loss',
    expectedCalibrationError: 'Expected calibration error',
  },
  testedOn: (examples, level) =>
    `Measured once on ${examples} examples that training never saw. Intervals hold ${level} (Wilson for the accuracy, bootstrap for the rest).`,
  guessing: (label, accuracy) =>
    `Always answering ${label}, the most frequent class in training, has an accuracy of ${accuracy} on these examples.`,
  noEvaluation: 'This run has no evaluation of a test split. Nothing is known about how good it is.',
  confused: (label, predicted, count, share) =>
    `Most often confused: ${label} taken for ${predicted} (${count} times, ${share} of ${label}).`,
  calibration: (error) =>
    `On average its certainty and its accuracy are ${error} apart (expected calibration error).`,
  calibrated: (temperature, before, after) =>
    `A temperature of ${temperature}, fitted on the validation split, changes this error on the test split from ${before} to ${after}.`,
  notCalibrated: 'No temperature has been fitted.',
  decision: {
    threshold: (name, threshold) =>
      `It answers ${name} from a probability of ${threshold} on, and the most probable of the other classes elsewhere.`,
    abstain: (below) => `It gives no answer where no class reaches a probability of ${below}.`,
    calibrated: (temperature) => `The probabilities are those at a temperature of ${temperature}.`,
    outcome: ({ answered, accuracy, plain }) =>
      `On the test split it then answers ${answered} of the examples and is right for ${accuracy} of those; always answering the most probable class it is right for ${plain}.`,
  },
  limits: {
    onlyClasses: (classes) =>
      `It answers with one of its ${classes} classes whatever it is given, also for inputs that belong to none.`,
    likeTraining:
      'The figures hold for inputs that resemble the training data. Other sources, devices, languages or times can lower them.',
    otherInput: 'Decisions that matter to people need a person who checks them.',
    wide: (low, high, examples) =>
      `The test split is small (${examples} examples): the true accuracy may lie anywhere between ${low} and ${high}.`,
    few: (classes, examples) => `Very few training examples (${examples} at the least) of: ${classes}.`,
    absent: (classes) => `Not tested at all, for want of test examples: ${classes}.`,
    weak: (name, recall) => `It finds only ${recall} of ${name}.`,
  },
  machine: (cpu, memory, platform) => `${cpu}, ${memory} of memory, ${platform}.`,
  versions: (list) => `Versions: ${list}.`,
  inFinesse: 'In Finesse, or on its command line:',
  elsewhere: 'Exported as ONNX or safetensors, it comes with a README that shows how other programs run it.',
  made: (date, version, run) => `Written by Finesse ${version} on ${date} from run ${run}.`,
};

const french: CardWords = {
  examples: { image: 'images', text: 'textes' },
  predicts: (kind, classes) => `Ce modèle classe des ${kind} en ${classes} classes :`,
  headings: {
    data: 'Données',
    training: 'Entraînement',
    results: 'Résultats sur la partie test',
    classes: 'Par classe',
    calibration: 'Confiance à accorder aux probabilités',
    decision: 'Comment il répond',
    limits: 'Limites',
    environment: 'Environnement',
    use: 'Utilisation',
  },
  columns: {
    class: 'Classe',
    train: 'Entraînement',
    validation: 'Validation',
    test: 'Test',
    metric: 'Mesure',
    value: 'Valeur',
    interval: 'Intervalle',
    precision: 'Précision',
    recall: 'Rappel (sensibilité)',
    specificity: 'Spécificité',
    f1: 'F1',
    examples: 'Exemples',
    setting: 'Réglage',
  },
  total: 'Total',
  dataVersion: (hash, examples) => `${examples} exemples, version des données \`${hash}\`.`,
  problems: (count) =>
    `${count} éléments n’ont pas pu être utilisés tels quels ; la raison de chacun est notée.`,
  duplicates: (groups) => `${groups} groupes d’exemples identiques ; aucun n’est réparti sur deux parties.`,
  settings: {
    model: 'Point de départ',
    preset: 'Parties entraînées',
    phases: 'Phases',
    epochs: 'Époques',
    batchSize: 'Taille des lots',
    optimizer: 'Optimiseur',
    learningRate: 'Taux d’apprentissage maximal',
    weightDecay: 'Régularisation des poids',
    labelSmoothing: 'Lissage des étiquettes',
    classWeights: 'Poids des classes',
    seed: 'Graine',
    duration: 'Durée',
    backend: 'Moteur de calcul',
  },
  presets: {
    head: 'la tête seule',
    gradual: 'la tête d’abord, puis des étages plus profonds',
    full: 'tout le réseau à la fois',
  },
  probe: 'la tête, ajustée par régression sur des caractéristiques gelées ;',
  added: (accuracy, difference, low, high) =>
    `La tête ajustée seule atteignait une exactitude de ${accuracy} ; l’entraînement du réseau ensuite a ajouté ${difference} (de ${low} à ${high}).`,
  layerDecay: (factor) => ` ; multiplié par ${factor} d’un étage au suivant`,
  epochsRun: (run, best) => `${run}, la meilleure étant la ${best}`,
  metrics: {
    accuracy: 'Exactitude',
    balancedAccuracy: 'Exactitude équilibrée',
    f1Macro: 'F1, moyenne des classes',
    rocAuc: 'Aire sous la courbe ROC',
    prAuc: 'Précision moyenne',
    matthewsCorrelation: 'Corrélation de Matthews',
    logLoss: 'Perte logarithmique',
    expectedCalibrationError: 'Erreur de calibration attendue',
  },
  testedOn: (examples, level) =>
    `Mesuré une seule fois, sur ${examples} exemples que l’entraînement n’a jamais vus. Les intervalles valent à ${level} (Wilson pour l’exactitude, bootstrap pour le reste).`,
  guessing: (label, accuracy) =>
    `Répondre toujours ${label}, la classe la plus fréquente à l’entraînement, a une exactitude de ${accuracy} sur ces exemples.`,
  noEvaluation:
    'Cette exécution n’a pas d’évaluation sur une partie test. On ne sait rien de la qualité du modèle.',
  confused: (label, predicted, count, share) =>
    `Confusion la plus fréquente : ${label} pris pour ${predicted} (${count} fois, ${share} de ${label}).`,
  calibration: (error) =>
    `En moyenne, l’écart entre sa certitude et son exactitude est de ${error} (erreur de calibration attendue).`,
  calibrated: (temperature, before, after) =>
    `Une température de ${temperature}, ajustée sur la partie validation, fait passer cette erreur sur la partie test de ${before} à ${after}.`,
  notCalibrated: 'Aucune température n’a été ajustée.',
  decision: {
    threshold: (name, threshold) =>
      `Il répond ${name} à partir d’une probabilité de ${threshold}, et sinon la plus probable des autres classes.`,
    abstain: (below) => `Il ne répond pas si aucune classe n’atteint une probabilité de ${below}.`,
    calibrated: (temperature) => `Les probabilités sont celles à une température de ${temperature}.`,
    outcome: ({ answered, accuracy, plain }) =>
      `Sur la partie test, il répond alors pour ${answered} des exemples et a raison pour ${accuracy} de ceux-ci ; en donnant toujours la classe la plus probable, il a raison pour ${plain}.`,
  },
  limits: {
    onlyClasses: (classes) =>
      `Il répond toujours par l’une de ses ${classes} classes, même pour une entrée qui n’appartient à aucune.`,
    likeTraining:
      'Ces chiffres valent pour des entrées semblables aux données d’entraînement. D’autres sources, appareils, langues ou époques peuvent les faire baisser.',
    otherInput: 'Une décision importante pour des personnes doit être vérifiée par une personne.',
    wide: (low, high, examples) =>
      `La partie test est petite (${examples} exemples) : la véritable exactitude peut se situer entre ${low} et ${high}.`,
    few: (classes, examples) =>
      `Très peu d’exemples d’entraînement (${examples} au minimum) pour : ${classes}.`,
    absent: (classes) => `Non testé, faute d’exemples de test : ${classes}.`,
    weak: (name, recall) => `Il ne retrouve que ${recall} de ${name}.`,
  },
  machine: (cpu, memory, platform) => `${cpu}, ${memory} de mémoire, ${platform}.`,
  versions: (list) => `Versions : ${list}.`,
  inFinesse: 'Dans Finesse, ou en ligne de commande :',
  elsewhere:
    'Exporté en ONNX ou en safetensors, il est accompagné d’un fichier README qui montre comment l’exécuter dans d’autres programmes.',
  made: (date, version, run) => `Rédigé par Finesse ${version} le ${date} à partir de l’exécution ${run}.`,
};

export const cardWords: Readonly<Record<CardLocale, CardWords>> = { en: english, fr: french };
