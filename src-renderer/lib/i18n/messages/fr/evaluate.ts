// L’évaluation d’une exécution.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');
const percent = (value: unknown) => format.percent(Number(value), 0);
const count = (value: unknown) => format.integer(Number(value));
const { name } = format;
const list = (value: unknown) => format.shortList(((value as readonly string[]) ?? []).map(name));

type Params = Readonly<Record<string, unknown>>;
const words = (title: (p: Params) => string, reason: (p: Params) => string) => ({ title, reason });

export const evaluate: Messages['evaluate'] = {
  tab: 'Évaluer',
  none: 'Pas encore mesuré',
  noneText: 'La mesure vient à la fin de l’entraînement, sur des exemples qu’il n’a jamais vus.',
  noTest: 'Cette exécution n’a pas d’exemples de test : rien n’a été mesuré.',
  headline: 'Est-il bon ?',
  added: {
    title: 'Ce que l’affinage a ajouté',
    text: (accuracy, difference, low, high) =>
      `Sur le test, la tête ajustée seule atteint une exactitude de ${accuracy}. L’affinage a ajouté ${difference} (de ${low} à ${high}).`,
    unsure: 'L’intervalle comprend zéro : sur ces exemples de test, rien ne le distingue d’un gain nul.',
  },
  measuredOn: (examples) =>
    `Mesuré sur ${format.integer(examples)} ${format.plural(examples, 'exemple', 'exemples')} que l’entraînement n’a jamais ${format.plural(examples, 'vu', 'vus')}.`,
  guessing: (name, share) => `Toujours « ${name} » serait juste pour ${share}`,
  fewForIntervals:
    'Une classe a moins de cinq exemples de test : les moyennes par classe n’ont pas d’intervalle.',
  interval: (low, high) => `Intervalle à 95 % : de ${low} à ${high}`,
  metrics: {
    accuracy: 'Exactitude',
    balancedAccuracy: 'Exactitude équilibrée',
    recallMacro: 'Rappel, moyenne des classes',
    f1Macro: 'F1, moyenne des classes',
    rocAuc: 'AUC ROC',
    averagePrecision: 'Précision moyenne',
    logLoss: 'Perte logarithmique',
    expectedCalibrationError: 'Erreur de calibration',
  },
  rateOf: {
    recall: (name) => `Rappel (sensibilité) pour ${name}`,
    specificity: (name) => `Spécificité pour ${name}`,
  },
  positive: 'Classe recherchée',
  calibratedFigures:
    'La perte logarithmique et l’erreur de calibration sont celles des probabilités calibrées.',
  next: 'Que tenter ensuite',
  tryIt: 'Essayer dans un nouvel entraînement',
  because: (changes) => `Changements : ${changes}`,
  confusion: {
    title: 'Quelles classes sont confondues ?',
    lead: 'En ligne la vraie classe, en colonne la réponse du modèle. Appuyez sur une case pour voir ses exemples.',
    show: 'Contenu des cases',
    counts: 'Nombres',
    byTrue: 'Part de la vraie classe',
    byPredicted: 'Part de la prédiction',
    trueClass: 'Vraie classe',
    predicted: 'Prédite',
    cell: (n, truth, said) => `${n} : vraie classe ${truth}, prédite ${said}`,
    pairs: 'Erreurs les plus fréquentes',
    pair: (truth, said) => `${truth} pris pour ${said}`,
    noMistakes: 'Pas une seule erreur sur les exemples de test.',
  },
  examples: {
    title: 'Les exemples eux-mêmes',
    show: 'Quels exemples',
    all: 'Tous',
    wrong: 'Erreurs',
    right: 'Justes',
    anyClass: 'Toutes',
    sort: 'Ordre',
    sorts: {
      loss: 'Les pires d’abord',
      confidence: 'Les plus sûrs d’abord',
      doubt: 'Les moins sûrs d’abord',
      label: 'Par vraie classe',
      predicted: 'Par classe prédite',
      position: 'Comme dans les données',
    },
    none: 'Aucun exemple ne correspond à ce choix.',
    saidAs: (label, share) => `${label}, ${share}`,
    truth: (label) => `est ${label}`,
    found: (n) => `${format.integer(n)} ${format.plural(n, 'exemple', 'exemples')}`,
    line: (row) => `ligne ${row}`,
    probabilities: 'Ce que pensait le modèle',
    missing: 'Le fichier n’est plus là',
    split: 'Part des données',
  },
  viewer: {
    position: (at, total) => `${at} sur ${total}`,
    rank: (rank, all) => `rang de perte ${rank} sur ${all}`,
    said: (label, share) => `Le modèle dit ${label}, ${share}`,
    labelled: (label) => `Étiqueté ${label}`,
    truth: 'Ce que c’est vraiment',
    truthHelp: 'Gardé comme correction pour le prochain entraînement. Vos fichiers ne sont pas modifiés.',
    out: 'écarté',
    accept: (label) => `C’est ${label}`,
    exclude: 'Écarter',
    undo: 'Annuler',
    note: 'Note',
    testNote: 'Un exemple de test : le corriger change ce qui mesurera le prochain entraînement.',
    previous: 'Précédent',
    next: 'Suivant',
    keys: 'Touches : J ou → suivant, K ou ← précédent, A comme le modèle, X écarter, U annuler',
  },
  look: {
    lead: (split, count) =>
      `${split} : l’exécution n’a pas encore été interrogée sur ces ${format.counted(count, 'exemple', 'exemples')}. Les étiquettes fausses y sont apprises, cela vaut donc un regard ; ce n’est pas une mesure, car l’exécution les connaît.`,
    start: 'Les passer en revue',
    running: 'Passage en revue des exemples…',
  },
  corrections: {
    title: 'Corrections',
    lead: 'Gardées pour ce jeu de données, quelle que soit l’exécution où elles ont été faites. Vos fichiers ne sont pas modifiés.',
    train: (n) => `Réentraîner avec ${format.integer(n)} ${format.plural(n, 'correction', 'corrections')}`,
    trainHelp: 'Même recette, même répartition, à la fin de la file ; puis comparaison avec cette exécution.',
    testTitle: (n) =>
      `${format.integer(n)} ${format.plural(n, 'correction est', 'corrections sont')} dans la part de test`,
    test: 'Elles changent l’instrument de mesure, non ce qui est appris. Seuls les exemples de test non modifiés se comparent loyalement ; la comparaison montre les deux.',
    onlyTest:
      'Elles changent l’instrument de mesure, non ce qui est appris : le prochain entraînement apprend des mêmes exemples. Cherchez aussi les étiquettes fausses sous Entraînement et Validation.',
    allApplied: 'Cette exécution a été entraînée avec toutes.',
    was: (label) => `étiqueté ${label}`,
    applied: 'dans cette exécution',
    out: 'écarté',
    asInData: (label) => `${label}, comme dans les données`,
    labelOf: (name) => `Ce qu’est ${name}`,
    noteOf: (name) => `Note sur ${name}`,
    note: 'Note',
    remove: (name) => `Retirer la correction de ${name}`,
    removed: 'La correction a été retirée.',
    takeBack: (name) => `Annuler la correction de ${name} au prochain entraînement`,
    sinceParent: (name) => `Par rapport à ${name}, dont elle est issue`,
  },
  curves: {
    title: 'Courbes par classe',
    class: 'Classe',
    roc: 'Courbe ROC',
    pr: 'Précision et rappel',
    falsePositiveRate: 'Taux de faux positifs',
    truePositiveRate: 'Taux de vrais positifs',
    precision: 'Précision',
    recall: 'Rappel',
    f1: 'F1',
    guessing: 'Hasard',
  },
  threshold: {
    title: 'Où placer la limite',
    lead: 'Déplacez le seuil pour échanger cas trouvés contre fausses alertes, pour une classe.',
    threshold: 'Seuil',
    atLeast: 'Rappel à atteindre',
    recallOf: (share) => `Au moins ${share} de rappel`,
    reachedAt: (value, precision) => `Atteint à ${value} (précision ${precision})`,
    notReached: 'Aucun seuil ne l’atteint',
    best: (value, f1) => `Meilleur F1 à ${value} (${f1})`,
    found: (found, all) => `${found} sur ${format.counted(all, 'trouvé', 'trouvés')}`,
    alarms: (count) => format.counted(count, 'fausse alerte', 'fausses alertes'),
    flagged: (share) => `${share} du total signalé`,
    onTest: ({ precision, recall, specificity, f1 }) =>
      `Sur les exemples de test : précision ${precision}, rappel ${recall}, spécificité ${specificity}, F1 ${f1}.`,
  },
  chosenOn: {
    validation: 'Choisi sur les exemples de validation : ceux de test disent encore ce que cela vaut.',
    test: 'Choisi sur les exemples de test eux-mêmes : sur de nouveaux, ce sera un peu moins bon qu’ici.',
    calibrated: 'Les probabilités sont calibrées.',
    ask: 'Choisir sur les exemples de validation',
    asking: 'Le modèle y répond…',
    splits: { validation: 'Validation', test: 'Test' },
  },
  coverage: {
    title: 'Quand ne pas répondre',
    lead: 'Sous une certaine probabilité, le modèle se tait et une personne regarde. Moins de réponses, mais meilleures.',
    below: 'Pas de réponse sous',
    split: 'Exemples',
    answered: 'Part des réponses données',
    accuracy: 'Exactitude de ces réponses',
  },
  decision: {
    keep: 'Garder',
    isKept: 'Gardé',
    remove: 'Répondre de nouveau la classe la plus probable',
    removed: 'La classe la plus probable est de nouveau répondue.',
    replaced: 'Une autre règle est maintenant gardée.',
    threshold: (name, threshold) => `Gardé : ${name} est répondu à partir de ${threshold}`,
    abstain: (below) => `Gardé : pas de réponse sous ${below}`,
    where:
      'Cela vaut pour les essais, les tableaux, la ligne de commande, les exports et la fiche du modèle.',
    test: ({ answered, accuracy, plain }) =>
      `Sur les exemples de test, il répond pour ${answered} et a raison pour ${accuracy} de ceux-ci ; sans cela, ${plain} sont justes.`,
    outdated:
      'Choisi avant la calibration actuelle, cela s’en tient aux probabilités d’alors : choisissez de nouveau.',
  },
  calibration: {
    title: 'Peut-on croire les probabilités ?',
    lead: 'Sur la diagonale : ce que le modèle dit à 80 % est juste 80 % du temps.',
    confidence: 'Probabilité annoncée',
    accuracy: 'Part de réponses justes',
    before: 'Tel qu’entraîné',
    after: 'Calibré',
    perfect: 'Parfait',
    error: (value) => `Erreur de calibration ${value}`,
    calibrate: 'Calibrer',
    calibrating: 'Calibration sur les exemples de validation…',
    fitted: (temperature, examples) =>
      `Température ${temperature}, ajustée sur ${format.counted(examples, 'exemple de validation', 'exemples de validation')}. L’ordre des réponses reste le même.`,
    unavailable: 'La calibration demande des exemples de validation ; cette exécution n’en a pas.',
  },
  perClass: {
    title: 'Classe par classe',
    class: 'Classe',
    support: 'Exemples',
    predicted: 'Prédits',
    recall: 'Rappel (sensibilité)',
    specificity: 'Spécificité',
  },
  slices: {
    title: 'Où est-il plus faible ?',
    kinds: {
      pictureSide: 'Par petit côté de l’image',
      fileSize: 'Par taille de fichier',
      textLength: 'Par nombre de mots',
      folder: 'Par dossier',
    },
    from: (low) => `à partir de ${low}`,
    below: (high) => `moins de ${high}`,
    between: (low, high) => `de ${low} à ${high}`,
  },
  changed: {
    title: (n, all, run) =>
      `${run === undefined ? '' : `${run} : `}${format.integer(n)} des ${format.integer(all)} images de test ${format.plural(n, 'n’est plus celle qui a été mesurée', 'ne sont plus celles qui ont été mesurées')}`,
    text: (changed, vanished) =>
      `Depuis que les données de cette exécution ont été figées, ${format.integer(changed)} ${format.plural(changed, 'fichier a changé', 'fichiers ont changé')} de contenu et ${format.integer(vanished)} ${format.plural(vanished, 'a disparu', 'ont disparu')}. Les chiffres sont ceux des anciens ; images et explications montrent les fichiers tels qu’ils sont maintenant.`,
    which: 'Lesquelles',
    states: { changed: 'changée', vanished: 'disparue' },
  },
  other: {
    title: 'Mesurer sur d’autres données',
    lead: 'Des exemples étiquetés, disposés comme les données d’entraînement ; tous sont utilisés.',
    choose: 'Choisir des données…',
    running: 'Mesure en cours…',
    done: (accuracy) => `Exactitude ${accuracy}`,
    list: 'Mesures précédentes',
    measured: (measured, found) =>
      measured === found
        ? `${format.counted(format.integer(found), 'fichier ou ligne trouvé', 'fichiers ou lignes trouvés')} ; tout a été mesuré.`
        : `Sur ${format.integer(found)} fichiers ou lignes trouvés, ${format.integer(measured)} ont été mesurés.`,
    leftOut: (reason, n, first) =>
      `Écartés : ${reason}, ${format.integer(n)} (${first}${n > 1 ? ', …' : ''}).`,
    codes: {
      'conflicting-labels': 'exemples égaux sous des étiquettes différentes',
      'unknown-class': 'classes que ce modèle ne connaît pas',
    },
    copies: (n) =>
      `${format.integer(n)} d’entre eux sont des copies d’autres et comptent aussi souvent qu’ils apparaissent.`,
    trainedOn: (n) =>
      `${format.integer(n)} d’entre eux ont servi à l’entraînement ; sur de nouveaux exemples, le modèle est moins bon que cela.`,
    onlyClass: (name) =>
      `Tous sont « ${name} » : l’exactitude est la part d’entre eux qui est trouvée. L’aire ROC, l’aire précision-rappel et les corrélations ne sont pas définies avec une seule classe.`,
    noAccount: (n) =>
      `${format.counted(format.integer(n), 'exemple a été mesuré', 'exemples ont été mesurés')} ; le reste n’a pas été noté.`,
  },
  advice: {
    diverged: words(
      () => 'L’entraînement s’est effondré',
      (p) =>
        `La perte a cessé d’être un nombre, avec un taux d’apprentissage de ${format.significant(Number(p.learningRate))}. Un taux plus bas tient en général.`,
    ),
    'below-baseline': words(
      () => 'Pas mieux que de toujours donner la même réponse',
      (p) =>
        `Répondre « ${name(p.class)} » chaque fois serait juste pour ${percent(p.majority)} ; le modèle atteint ${percent(p.accuracy)}.`,
    ),
    'no-test-split': words(
      () => 'Rien pour mesurer',
      () =>
        'Gardez des exemples pour le test : sans eux, personne ne sait ce que vaut le modèle sur de nouveaux.',
    ),
    'no-validation-split': words(
      () => 'Rien pour choisir la meilleure époque',
      () => 'Gardez des exemples pour la validation, afin que l’entraînement s’arrête au bon moment.',
    ),
    overfitting: words(
      () => 'Il apprend les exemples par cœur',
      (p) =>
        `À la fin, juste pour ${percent(p.trainAccuracy)} des exemples d’entraînement, mais seulement ${percent(p.valAccuracy)} de ceux de validation ; c’est l’époque ${count(p.bestEpoch)} sur ${count(p.epochs)} qui a été gardée.`,
    ),
    unstable: words(
      () => 'L’entraînement est agité',
      (p) =>
        `Dans ${format.counted(count(p.epochs), 'époque', 'époques')}, la perte d’entraînement a augmenté de plus d’un dixième, avec des taux d’apprentissage allant jusqu’à ${format.significant(Number(p.learningRate))}. Un taux plus bas est plus stable.`,
    ),
    underfitting: words(
      () => 'Il n’a pas assez appris',
      (p) =>
        `Même parmi les exemples d’entraînement, seuls ${percent(p.trainAccuracy)} sont justes à la dernière des ${format.counted(count(p.epochs), 'époque', 'époques')}.`,
    ),
    'still-improving': words(
      () => 'Il progressait encore',
      (p) =>
        `L’entraînement s’est arrêté après ${format.counted(count(p.epochs), 'époque', 'époques')} alors que la validation progressait. Essayez ${count(p.suggested)}.`,
    ),
    'rare-class': words(
      () => 'Des classes rares sont manquées',
      (p) =>
        `« ${name(p.class)} » est trouvée dans ${percent(p.recall)} des cas, les autres dans ${percent(p.othersRecall)} en moyenne ; elle n’a que ${format.counted(count(p.examples), 'exemple d’entraînement', 'exemples d’entraînement')}. ${Number(p.weighted) === 1 ? 'Les classes sont déjà pondérées : plus d’exemples aideraient, ou un seuil plus bas pour elle.' : 'Pondérer les classes aide.'}`,
    ),
    'few-examples': words(
      () => 'Certaines classes ont peu d’exemples',
      (p) =>
        `${list(p.classes)} : ${count(p.examples)} seulement pour l’entraînement, au minimum ; environ ${count(p.wanted)} chacune aideraient plus que tout réglage.`,
    ),
    'confused-classes': words(
      () => 'Deux classes sont confondues',
      (p) =>
        `« ${name(p.label)} » est pris pour « ${name(p.predicted)} » dans ${percent(p.share)} des cas (${count(p.count)}). Regardez ces exemples : les étiquettes sont-elles claires ?`,
    ),
    'label-errors': words(
      () => 'Des étiquettes sont peut-être fausses',
      (p) =>
        `${Number(p.more) === 1 ? 'Au moins ' : ''}${count(p.count)} ${format.plural(Number(p.count), 'erreur', 'erreurs')} sur ${count(p.mistakes)} ${format.plural(Number(p.count), 'a été faite', 'ont été faites')} avec au moins ${percent(p.probability)} de certitude. Souvent, c’est l’étiquette qui est fausse.`,
    ),
    'wide-interval': words(
      () => 'La mesure est grossière',
      (p) =>
        `Avec ${format.counted(count(p.examples), 'exemple de test', 'exemples de test')}, la vraie exactitude peut aller de ${percent(p.low)} à ${percent(p.high)}. Il en faudrait environ ${count(p.needed)} pour cinq points de part et d’autre.`,
    ),
    overconfident: words(
      () => 'Il est trop sûr de lui',
      (p) =>
        `Il dit ${percent(p.confidence)} en moyenne et a raison pour ${percent(p.accuracy)}${Number(p.calibrated) === 1 ? ', bien que calibré : les exemples de test diffèrent de ceux de validation.' : '. Calibrez-le ci-dessous.'}`,
    ),
    underconfident: words(
      () => 'Il est plus sûr qu’il ne le dit',
      (p) =>
        `Il dit ${percent(p.confidence)} en moyenne et a raison pour ${percent(p.accuracy)}${Number(p.calibrated) === 1 ? ', bien que calibré : les exemples de test diffèrent de ceux de validation.' : '. Calibrez-le ci-dessous.'}`,
    ),
    good: words(
      () => 'Rien de particulier',
      () =>
        'Aucun signe de surapprentissage, de classe manquée ou d’étiquette fausse. Désormais, ce sont des exemples plus nombreux et plus variés qui aident.',
    ),
  },
};
