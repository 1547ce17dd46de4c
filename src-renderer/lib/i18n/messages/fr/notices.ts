// Ce que dit le journal d’un entraînement, ce que valent des poids pour un réseau, ce que peut la machine.
import type { FolderTaken, RedrawReason } from '../../../../../src-main/api/contract/data.ts';
import type {
  FitFacts,
  HeadFacts,
  Misfit,
  PreparationFacts,
  ShortList,
} from '../../../../../src-main/api/contract/models.ts';
import type { TrialEnd } from '../../../../../src-main/api/contract/system.ts';
import type { ChosenDepth } from '../../../../../src-main/api/contract/training.ts';
import { makeFormat } from '../../format.ts';
import type { MessageWords } from '../en/messages.ts';
import { run } from './run.ts';

const { counted, integer, significant } = makeFormat('fr');

function listed<Item>({ count, first }: ShortList<Item>, word: (item: Item) => string = String): string {
  const words = first.map(word).join(', ');
  return count <= first.length ? words : `${words} et ${integer(count - first.length)} de plus`;
}

function backbone({
  tensors,
  missing,
  misshaped,
}: Pick<FitFacts, 'tensors' | 'missing' | 'misshaped'>): string {
  if (missing.count + misshaped.count === 0)
    return `Le tronc du réseau est complet : ses ${integer(tensors)} tenseurs conviennent.`;
  const misfit = ({ name, needed, found }: Misfit) => `${name} : [${needed}] attendu, [${found}] trouvé`;
  const reasons = [
    ...(missing.count > 0 ? [`${integer(missing.count)} manquent (${listed(missing)})`] : []),
    ...(misshaped.count > 0
      ? [`${integer(misshaped.count)} ont une autre forme (${listed(misshaped, misfit)})`]
      : []),
  ];
  return `Des ${integer(tensors)} tenseurs du tronc du réseau, ${reasons.join(' et ')}. Le fichier est incomplet ou d’une autre architecture ; choisissez d’autres poids ou corrigez l’architecture.`;
}

function head({ newHead, headClasses, classes, head: facts }: FitFacts): string {
  if (facts !== undefined && facts.fate !== 'absent') return headOf(facts);
  if (!newHead) return `La tête convient aussi (${integer(classes)} classes) et est reprise.`;
  const why =
    headClasses === null
      ? 'les poids n’en ont pas pour cette tâche'
      : `les poids ont été entraînés pour ${integer(headClasses)} classes, votre tâche en a ${integer(classes)}`;
  return newHeadBecause(why);
}

function newHeadBecause(why: string): string {
  return `La tête est nouvelle : ${why}. C’est normal ; elle part de valeurs aléatoires et est entraînée en premier.`;
}

function headOf({ fate, classes, headClasses, names, absent }: HeadFacts): string {
  const named = (list: ShortList) => listed(list, (name) => `« ${name} »`);
  const known = integer(headClasses ?? 0);
  switch (fate) {
    case 'same':
      return `La tête est faite pour les ${integer(classes)} mêmes classes, d’après leurs noms, et est reprise.`;
    case 'reordered':
      return `La tête est faite pour vos ${integer(classes)} classes, d’après leurs noms, dans un autre ordre : ses lignes sont mises dans le vôtre et reprises.`;
    case 'selected':
      return `La tête connaît vos ${integer(classes)} classes, d’après leurs noms, parmi les ${known} siennes : leurs lignes sont reprises.`;
    case 'absent':
      return newHeadBecause('les poids n’en ont pas pour cette tâche');
    case 'unnamed':
      return newHeadBecause(
        `rien à côté des poids ne nomme les ${known} classes de la leur, qui sont peut-être d’autres que les vôtres`,
      );
    case 'otherClasses':
      return newHeadBecause(
        `celle des poids est faite pour ${known} classes (${named(names)}) et ne connaît pas ${named(absent)}`,
      );
    case 'open':
      return `La tête des poids est faite pour ${known} classes (${named(names)}). Elle est reprise si les vôtres portent les mêmes noms ; sinon, la tête est nouvelle.`;
    default:
      return fate satisfies never;
  }
}

function leftOver({ unexpected }: FitFacts): string[] {
  if (unexpected.count === 0) return [];
  const tensors = unexpected.count === 1 ? '1 tenseur' : `${integer(unexpected.count)} tenseurs`;
  const verb = unexpected.count === 1 ? 'ne servira' : 'ne serviront';
  return [
    `${tensors} du fichier, d’ordinaire la tête d’une autre tâche, ${verb} pas : ${listed(unexpected)}.`,
  ];
}

function foreign(tensors: ShortList): string {
  return `Le fichier a ${integer(tensors.count)} tenseurs dans le tronc du réseau dont cette architecture n’a pas l’usage (${listed(tensors)}) : c’est celui d’un réseau qui calcule autre chose. Choisissez d’autres poids.`;
}

const numbers = (values: readonly number[]) => values.map((value) => significant(value)).join(' ; ');

function preparation({ file, mean, std, imageSize, cropShare, interpolation }: PreparationFacts): string {
  const told = `${file} : images de ${integer(imageSize)} × ${integer(imageSize)}, moyenne ${numbers(mean)}, écart ${numbers(std)}.`;
  const ignored = [
    ...(cropShare === null ? [] : [`les ${integer(Math.round(cropShare * 100))} % du milieu du petit côté`]),
    ...(interpolation === null ? [] : [`la mise à l’échelle ${interpolation}`]),
  ];
  if (ignored.length === 0) return told;
  return `${told} Non suivi : ${ignored.join(' et ')} ; ici, tout le petit côté est vu, mis à l’échelle de façon bilinéaire.`;
}

function trialEnd(why: TrialEnd): string {
  if ('said' in why) return `Il répond : ${why.said}`;
  if ('silentSeconds' in why) return `Il n’a pas répondu en ${why.silentSeconds} s`;
  if ('signal' in why) return `Son pilote a mis fin au processus (${why.signal})`;
  return `Le processus d’essai s’est terminé avec le code ${why.exitCode}`;
}

function advice(provider: unknown, platform: unknown): string {
  if (provider === 'webgpu' && platform === 'linux')
    return 'Installez le chargeur Vulkan (libvulkan1) et le pilote Vulkan de votre carte graphique, ou restez sur le processeur.';
  if (provider === 'webgpu' && platform === 'win32')
    return 'Mettez à jour le pilote graphique, ou restez sur le processeur.';
  return 'Restez sur le processeur.';
}

const redrawWords: Readonly<Record<RedrawReason, string>> = {
  validationFraction: 'la part de validation a changé',
  testFraction: 'la part de test a changé',
  seed: 'la graine a changé',
  splits: 'une part qui avait ses propres données est désormais découpée',
};

const taken: Readonly<Record<FolderTaken, (classes: string) => string>> = {
  classes: (classes) => `contient les classes (${classes})`,
  train: (classes) => `sert à l’entraînement (${classes} classes)`,
  validation: (classes) => `sert à la validation (${classes} classes)`,
  test: (classes) => `sert au test (${classes} classes)`,
  group: (classes) => `est réuni avec les autres (${classes} classes)`,
  unlabelled: () => 'ne sert pas (pas de dossiers de classe)',
  unused: () => 'ne sert pas (ni entraînement, ni validation, ni test)',
};
const roles: Readonly<Record<string, string>> = {
  text: 'texte',
  label: 'étiquette',
  path: 'image',
  split: 'répartition',
};
const quoted = (names: readonly string[]) => names.map((name) => `« ${name} »`).join(', ');

export const notices: MessageWords = {
  'data.columnsTaken': (p) => {
    const found = Object.entries(p.columns as Record<string, string>); // as main’s source notices have it
    const ignored = p.ignored as readonly string[];
    const rest = ignored.length > 0 ? ` ; inutilisées : ${quoted(ignored)}` : '';
    return `Colonnes de ${p.file} : ${found.map(([role, column]) => `${roles[role] ?? role} = « ${column} »`).join(', ')}${rest}.`;
  },
  'data.foldersTaken': (p) => {
    const found = p.folders as readonly { path: string; taken: FolderTaken; classes: number }[]; // likewise
    const words = found.map(
      (folder) =>
        `${folder.path === '.' ? 'le dossier lui-même' : `« ${folder.path} »`} ${taken[folder.taken](integer(folder.classes))}`,
    );
    return `Dossiers de ${p.folder} : ${words.join(', ')}.`;
  },
  'training.endedEarly': () => 'L’entraînement a été terminé plus tôt, sur demande.',
  'training.nothingTrained': () =>
    'Il n’y a rien à mesurer : la fin a été demandée avant le premier pas d’entraînement.',
  'training.noCheckpointYet': () => 'Pas encore de point de reprise ; l’exécution recommence du début.',
  'training.resumed': (p) => `Reprise au pas ${integer(Number(p.step))}, époque ${integer(Number(p.epoch))}.`,
  'training.splitKept': (p) => {
    const gone =
      Number(p.gone) > 0 ? `, ${counted(integer(Number(p.gone)), 'n’y est plus', 'n’y sont plus')}` : '';
    return `${counted(integer(Number(p.kept)), 'exemple garde sa place', 'exemples gardent leur place')} dans la répartition de l’exécution ${p.run}, ${counted(integer(Number(p.added)), 'nouveau est ajouté', 'nouveaux sont ajoutés')} selon la même règle${gone}.`;
  },
  'training.splitMoved': (p) =>
    `${counted(integer(Number(p.moved)), 'exemple est', 'exemples sont')} dans une autre part que dans l’exécution ${p.run} : les fichiers ou les lignes en ont reçu une autre.`,
  'training.splitRedrawn': (p) => {
    const changed = (p.changed as readonly RedrawReason[]).map((name) => redrawWords[name]).join(' et ');
    return `La répartition est tirée à nouveau (${changed}) : ${integer(Number(p.moved))} exemples sur ${integer(Number(p.kept))} sont dans une autre part que dans l’exécution ${p.run}. Les chiffres des deux exécutions ne portent pas sur les mêmes exemples.`;
  },
  'training.filesChanged': (p) =>
    `Sur ${integer(Number(p.examples))} images, ${counted(integer(Number(p.changed)), 'n’est plus ce qu’elle était', 'ne sont plus ce qu’elles étaient')} quand les données de cette exécution ont été figées, et ${counted(integer(Number(p.vanished)), 'a disparu', 'ont disparu')} (${p.first}). Ce qui est mesuré et entraîné à partir d’ici ne porte plus sur les mêmes exemples.`,
  'training.nearlyBlack': (p) =>
    `Les ${integer(Number(p.pictures))} images de 16 bits sont presque noires : aucune valeur ne dépasse ${integer(Number(p.peak))} sur ${integer(65_535)}. Mettez le niveau du blanc (preprocessing.whiteLevel) à ${p.whiteLevel}.`,
  'training.someNearlyBlack': (p) =>
    `${integer(Number(p.dim))} des ${integer(Number(p.pictures))} images de 16 bits sont presque noires : aucune valeur n’y dépasse ${integer(Number(p.peak))}, contre ${integer(Number(p.others))} dans les autres. Un seul niveau du blanc ne convient pas aux deux ; ramenez-les à une même étendue.`,
  'training.clipped': (p) =>
    `Les images de 16 bits ont des valeurs jusqu’à ${integer(Number(p.peak))} ; tout ce qui dépasse le niveau du blanc, ${integer(Number(p.whiteLevel))}, devient blanc.`,
  'training.preparedOtherwise': (p) =>
    `Les poids ont été entraînés avec preprocessing.${p.field} ${p.told ?? 'sans valeur'} ; cet entraînement a ${p.here ?? 'aucune valeur'}. Ce qui est préparé autrement est d’abord moins bien reconnu.`,
  'training.lowerCaseTold': (p) =>
    `${p.toldBy} à côté de ${p.file} : les textes ${p.lowerCase ? 'sont mis en minuscules' : 'gardent leurs majuscules'}.`,
  'training.lowerCaseNotTaken': (p) =>
    `${p.toldBy} dit que les textes ${p.lowerCase ? 'ne sont pas mis en minuscules' : 'sont mis en minuscules'} ; le normaliseur de ${p.file} fait autrement, et c’est lui qui est suivi : ils ${p.lowerCase ? 'sont mis en minuscules' : 'gardent leurs majuscules'}. preprocessing.lowerCase en décide autrement.`,
  'training.lowerCaseGuessed': (p) =>
    `Rien à côté de ${p.file} ne dit si les textes sont mis en minuscules. Ses mots ${p.lowerCase ? 'n’ont pas de majuscules, ils le sont donc' : 'ont des majuscules, ils ne le sont donc pas'} ; preprocessing.lowerCase en décide autrement.`,
  'training.whiteLevelUnused': (p) =>
    `Aucune image n’a 16 bits : le niveau du blanc, ${integer(Number(p.whiteLevel))}, ne change rien.`,
  'training.noValidation': () =>
    'Pas de part de validation : pas d’arrêt anticipé, et les derniers paramètres sont gardés, non les meilleurs.',
  'training.noTest': () =>
    'Pas de part de test : l’exécution se termine sans mesure. Donnez des données de test ou une part.',
  'training.headKept': () =>
    'La tête des poids prédit mieux les exemples de validation qu’une tête ajustée : elle est gardée.',
  'training.poolingChosen': (p) => {
    const values = Object.entries(p.values as unknown as Readonly<Record<string, number>>); // de notices.ts
    const list = values.map(([name, value]) => `${name} ${significant(value)}`).join(' ; ');
    return `Rien ne dit comment ce réseau agrège ses textes : une tête a été ajustée à chaque façon. « ${p.pooling} » est retenue, d’après ${p.metric} (${list}).`;
  },
  'training.probeFitted': (p) => {
    const chosen =
      p.folds === null
        ? 'sur la part de validation'
        : `par validation croisée de la part d’entraînement (en ${integer(Number(p.folds))}), car la validation est petite`;
    const joined = p.joined
      ? ' ; puis ajustée encore à l’entraînement et à la validation réunis, ce qu’aucun chiffre de validation ne montre'
      : '';
    return `La tête a été ajustée par régression sur les caractéristiques gelées (${integer(Number(p.width))}) avec une pénalité de ${significant(Number(p.strength))}, choisie ${chosen}${joined}.`;
  },
  'training.headSoftened': (p) =>
    `L’époque ${integer(Number(p.epoch))} était trop sûre d’elle sur la part de validation ; elle est gardée à la température ${significant(Number(p.temperature))}.`,
  'training.probeStart': (p) =>
    `L’entraînement reprend de la tête de pénalité ${significant(Number(p.strength))}, la plus forte à moins d’une erreur type de la meilleure : elle laisse davantage à apprendre aux couches du dessous.`,
  'training.depthChosen': (p) => {
    const { folds, phases, tried } = p as unknown as ChosenDepth; // de src-main/training/probe/depth-choice.ts
    const list = tried.map(
      ({ phase, loss, accuracy }) =>
        `${run.phaseName(phase)} : perte ${significant(loss)}, exactitude ${significant(accuracy)}`,
    );
    const end =
      phases === 1
        ? 'Entraîner les couches sous la tête n’apporte rien : la tête ajustée est le résultat.'
        : `L’entraînement va jusqu’à « ${run.phaseName(tried[phases - 1]!.phase)} ».`;
    return `Peu d’exemples : le plan a été essayé par validation croisée de la part d’entraînement (en ${integer(folds)}). ${list.join(' ; ')}. ${end}`;
  },
  'training.featuresTooLarge': (p) =>
    `Les caractéristiques de la phase « ${run.phaseName(String(p.phase))} » prendraient trop de place sur le disque ; elle repart des données.`,
  'models.fit': (p) => {
    const fit = p as unknown as FitFacts; // de src-main/models/notices.ts
    if (fit.foreign !== undefined && fit.foreign.count > 0) return foreign(fit.foreign);
    return [backbone(fit), head(fit), ...leftOver(fit)].join(' ');
  },
  'models.head': (p) => headOf(p as unknown as HeadFacts), // de src-main/models/notices.ts
  'models.pooling': (p) => {
    if (p.told === null)
      return 'Le dossier demande une agrégation que Finesse n’a pas (1_Pooling/config.json) ; elle n’est pas suivie.';
    if (p.told === p.taken)
      return `Les textes sont agrégés par « ${p.told} », comme le dit 1_Pooling/config.json.`;
    const taken = p.taken === null ? 'celle du réseau lui-même' : `« ${p.taken} », qui a été demandée,`;
    return `1_Pooling/config.json demande l’agrégation « ${p.told} » ; ${taken} sert.`;
  },
  'models.prefix': (p) =>
    `Dans le fichier, les noms du réseau commencent par « ${p.prefix} », qui a été retiré.` +
    (p.outside === 0
      ? ''
      : ` ${counted(integer(Number(p.outside)), 'autre tenseur ne commence', 'autres tenseurs ne commencent')} pas ainsi.`),
  'models.stateDict': (p) =>
    `Les poids sont ceux de « ${p.taken} » ; le fichier contient aussi ${(p.others as string[]).map((key) => `« ${key} »`).join(', ')}, qui ne servent pas.`,
  'models.preparation': (p) => preparation(p as unknown as PreparationFacts), // de src-main/models/notices.ts
  'models.assumedPreparation': (p) => {
    const { imageSize, mean, std } = p as unknown as PreparationFacts; // de src-main/models/notices.ts
    return `Rien à côté des poids ne dit comment les images ont été préparées pour eux. Sont pris ${integer(imageSize)} × ${integer(imageSize)} pixels, moyenne ${numbers(mean)}, écart ${numbers(std)}, comme le veulent les poids publiés ; mean et std dans model.architecture disent autre chose.`;
  },
  'models.complete': (p) => {
    const none = { count: 0, first: [] };
    const complete = backbone({ tensors: Number(p.tensors), missing: none, misshaped: none });
    return `${complete} Un entraînement y met une nouvelle tête, sauf si la sienne est faite pour des classes de mêmes noms.`;
  },
  'engine.no-provider': (p) =>
    `Le moteur ${p.backend} n’a pas de fournisseur ${p.provider} ; il calcule sur le processeur.`,
  'engine.cpu-instead': () =>
    'Le fournisseur demandé ne fonctionne pas sur cette machine ; le processeur calcule à sa place.',
  'engine.graph-on-cpu': (p) =>
    `La carte graphique ne peut pas calculer ${p.graph} ; le processeur le fait, plus lentement. Elle répond : ${p.reason}`,
  'engine.provider-not-bundled': () =>
    'Ne fait pas partie du paquet npm d’ONNX Runtime, qui le chercherait ailleurs. Rien à faire : WebGPU atteint le même appareil.',
  'engine.provider-unusable': (p) => `${trialEnd(p.why as TrialEnd)}. ${advice(p.provider, p.platform)}`,
};
