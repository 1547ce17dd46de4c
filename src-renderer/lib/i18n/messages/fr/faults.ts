// Les fautes par code : ce qui manque, ce qui a été trouvé, ce qu’il faut faire. Ce qui n’est qu’interne reste en anglais.
import { makeFormat } from '../../format.ts';
import type { MessageWords } from '../en/messages.ts';
import { jsonFaults } from './json-faults.ts';
import { notices } from './notices.ts';
import { problemIn } from './problems.ts';
import { recipeFaults } from './recipe-faults.ts';

const format = makeFormat('fr');
const list = (value: unknown) => (value as readonly string[]).map((name) => `« ${name} »`).join(', ');
const megabytes = (value: unknown) => format.bytes(Number(value));

const splits: Readonly<Record<string, string>> = {
  train: 'd’entraînement',
  validation: 'de validation',
  test: 'de test',
};
const seen: Readonly<Record<string, string>> = {
  folds: 'Les dossiers sont les parties d’une validation croisée, ni des classes ni une répartition',
  'split-or-class': 'Certains dossiers portent le nom d’une part, d’autres celui d’une classe',
  nested: 'Tous les dossiers contiennent des dossiers de mêmes noms',
};
const states: Readonly<Record<string, string>> = {
  queued: 'en attente',
  running: 'en cours',
  paused: 'en pause',
  interrupted: 'interrompue',
  finished: 'terminée',
  failed: 'échouée',
  stopped: 'arrêtée',
};
const damaged =
  'Le fichier est endommagé ou n’a pas été écrit par un programme conforme ; exportez-le de nouveau.';

export const faults: MessageWords = {
  'data.missing': (p) => `Il n’y a rien à l’emplacement ${p.path}. Vérifiez le chemin.`,
  'data.unreadable': (p) =>
    `${p.path} ne peut pas être lu ; le système répond : ${p.reason}. Vérifiez les droits.`,
  'data.not-a-folder-or-table': (p) =>
    `${p.path} n’est ni un dossier d’images ni un tableau. Choisissez l’un ou l’autre.`,
  'data.outside-folders': (p) =>
    `${p.path} est ou contient un lien qui sort des dossiers que ce serveur peut lire. Démarrez avec « finesse serve --allow <dossier> » pour ajouter l’autre.`,
  'data.no-class-folders': (p) =>
    `Il faut un dossier d’images par classe dans ${p.path} ; il n’y en a aucun. Placez les images de chaque classe dans un dossier qui porte son nom.`,
  'data.unclear-folders': (p) =>
    `${seen[String(p.seen)]} : ${list(p.folders)} dans ${p.path}. ${(p.choices as readonly string[]).length === 0 ? 'Choisissez-en un.' : 'Indiquez plus bas ce qu’ils sont.'}`,
  'data.splits-without-classes': (p) =>
    `${list(p.folders)} dans ${p.path} contiennent des images sans dossiers de classe. ${
      (p.tables as readonly string[]).length === 0
        ? 'Placez les images de chaque classe dans un dossier qui porte son nom, ou choisissez un tableau qui nomme les images et leurs étiquettes.'
        : `Si ${list(p.tables)} nomme les images et leurs étiquettes, choisissez ce tableau.`
    }`,
  'data.no-table': (p) =>
    `Il faut un tableau CSV, TSV ou JSONL dans ${p.path} ; choisissez le fichier lui-même.`,
  'data.file-too-large': (p) =>
    `Les tableaux jusqu’à ${megabytes(p.limitBytes)} peuvent être lus ; ${p.path} fait ${megabytes(p.sizeBytes)}. Divisez-le.`,
  'data.empty-file': (p) => `${p.path} est vide ; il faut un tableau avec un en-tête et des lignes.`,
  'data.not-text': (p) => `${p.path} contient des données binaires. Enregistrez le tableau en CSV, UTF-8.`,
  'data.unknown-encoding': (p) =>
    `Il n’existe pas d’encodage « ${p.encoding} ». Essayez utf-8 ou windows-1252, ou laissez-le deviner.`,
  'data.no-rows': (p) => `${p.path} n’a aucune ligne sous son en-tête. Ajoutez des exemples.`,
  'data.missing-column': (p) =>
    p.needed === 'path'
      ? `Aucune colonne de ${p.path} ne nomme des images ; il y a ${list(p.found)}. Choisissez un tableau avec une colonne de fichiers d’images, ou un dossier d’images.`
      : `Une colonne manque dans ${p.path} ; il y a ${list(p.found)}. Indiquez laquelle contient le texte et laquelle l’étiquette.`,
  'data.duplicate-column': (p) =>
    `« ${p.name} » figure deux fois dans l’en-tête de ${p.path}. Renommez l’une des colonnes.`,
  'data.same-column': (p) =>
    `Le texte et l’étiquette doivent être deux colonnes ; les deux sont « ${p.name} ».`,
  'data.unclear-label': (p) =>
    `Plusieurs colonnes de ${p.path} pourraient être l’étiquette : ${list(p.columns)}. Indiquez plus bas laquelle.`,
  'data.one-hot': (p) =>
    `${p.path} a une colonne de 0 et de 1 par classe : ${list(p.columns)}. ${p.several ? 'Certaines lignes en ont plusieurs, or un classifieur donne ici une seule classe à chaque exemple.' : 'Réunissez les noms des classes dans une seule colonne.'} Ou choisissez une de ces colonnes comme étiquette, pour apprendre ce oui ou non.`,
  'data.measured-labels': (p) =>
    `La colonne « ${p.column} » de ${p.path} contient des mesures, non des classes. Choisissez une autre colonne comme étiquette, ou celle-ci si chaque nombre est une classe.`,
  'data.several-labels': (p) =>
    `${format.integer(Number(p.rows))} des ${format.integer(Number(p.labelled))} lignes étiquetées de ${p.path} ont plusieurs étiquettes. Un classifieur donne ici une seule classe à chaque exemple : gardez une étiquette par ligne.`,
  'data.unclear-split': (p) =>
    `La colonne « ${p.column} » de ${p.path} porte le nom d’une répartition, mais contient ${list(p.values)} au lieu de train, validation et test. Mettez-la plus bas sur « Inutilisée », ou corrigez le tableau.`,
  'data.labels-all-distinct': (p) =>
    `Les étiquettes doivent se répéter ; la colonne « ${p.column} » a ${format.integer(Number(p.values))} valeurs presque toutes différentes. Choisissez une autre colonne.`,
  'data.no-examples': (p) =>
    `Il ne reste aucun exemple ${splits[String(p.split)] ?? p.split} utilisable dans ${p.path} ; ${p.problems} problème(s).`,
  'data.too-few-classes': (p) =>
    `Il faut des exemples d’au moins 2 classes dans ${p.path}. Ajoutez des exemples d’une autre classe.`,
  'data.split-too-small': (p) =>
    `La part ${splits[String(p.split)] ?? p.split} serait vide : ${p.examples} exemple(s) ne suffisent pas. Ajoutez des données ou augmentez la part.`,
  'data.fractions-too-large': () =>
    'Les parts de validation et de test ne laissent rien pour l’entraînement. Leur somme doit rester sous 100 %.',
  'data.changed-file': (p) =>
    `${p.path} était lisible lors de la vérification et ne l’est plus : ${problemIn(p.problem)}. Remettez-le, ou commencez une nouvelle exécution.`,
  'data.picture-unreadable': (p) =>
    `L’image ${p.path} n’a pas pu être lue : ${problemIn(p.problem)}. Donnez une image JPEG, PNG, WebP, TIFF ou GIF.`,
  'data.no-tokenizer': (p) => `Il faut un tokenizer.json ou un vocab.txt ; il n’y en a pas dans ${p.path}.`,
  'data.slow-tokenizer': (p) =>
    `Le découpeur de textes ${p.path} n’est pas venu à bout de ce texte en ${p.seconds} s : « ${p.text} ». L’une de ses expressions ne finit peut-être jamais. Prenez un autre découpeur, ou retirez ce texte.`,
  'data.growing-tokenizer': (p) =>
    `Le découpeur de textes ${p.path} ferait ${p.to} caractères d’un texte de ${p.from} : « ${p.text} ». Ses remplacements sont faux ; prenez un autre découpeur.`,
  'data.bad-tokenizer': (p) => `Le découpeur de textes ${p.path} n’est pas utilisable : ${p.reason}.`,
  'data.vocabulary-too-small': (p) =>
    `Un vocabulaire de ${p.vocabularySize} est trop petit pour ces textes ; leurs seuls caractères en demandent ${p.needed}.`,
  'data.unknown-reading': () =>
    'Cette lecture des données n’est plus gardée. Examinez les données de nouveau.',
  'data.unknown-example': (p) => `Il n’y a pas d’exemple ${p.index} ; les données en ont ${p.examples}.`,
  'data.damaged-version': (p) => `${p.path} n’est pas une version de données de Finesse.`,

  'formats.unreadable': (p) =>
    `${p.file} ne peut pas être lu (${p.reason}). Vérifiez que le fichier existe et vos droits.`,
  'formats.notAFile': (p) =>
    `${p.file} n’est pas un fichier ordinaire. Donnez le chemin du fichier lui-même.`,
  'formats.changed': (p) => `${p.file} a changé pendant la lecture. Rouvrez-le quand plus rien n’y écrit.`,
  'formats.truncated': (p) => `${p.file} s’arrête trop tôt. Copiez-le ou téléchargez-le de nouveau.`,
  'formats.tooLarge': (p) =>
    `${p.file} dépasse ce qu’un fichier de poids peut contenir. Il est endommagé ou d’une autre sorte.`,
  'formats.invalid': (p) => `${p.file}, ${p.place} : contenu non conforme. ${damaged}`,
  'formats.dtypeUnsupported': (p) =>
    `${p.file}, ${p.place} : type ${p.dtype} non accepté ; acceptés : ${p.accepted}. Convertissez le tenseur.`,
  'formats.valueOutOfRange': (p) => `${p.file}, ${p.place} : la valeur ${p.value} est hors limites.`,
  'formats.notFinite': (p) =>
    `${p.file}, ${p.place} : des valeurs ne sont pas des nombres. Prenez des poids d’avant la divergence.`,
  'formats.globalRefused': (p) =>
    `${p.file} demande d’exécuter ${p.global}, ce qu’un fichier de poids ne fait pas. Rien n’a été exécuté. Enregistrez-le de nouveau en safetensors.`,
  'formats.opcodeRefused': (p) =>
    `${p.file} contient une instruction qu’un fichier de poids n’utilise pas. Rien n’a été exécuté. Enregistrez-le de nouveau en safetensors.`,
  'formats.noStateDict': (p) =>
    `${p.file} ne contient pas de dictionnaire de poids. Enregistrez model.state_dict(), ou en safetensors.`,
  'formats.variantRefused': (p) => `${p.file} est d’une variante qui n’est pas lue ici (${p.found}).`,
  'formats.pathRefused': (p) =>
    `${p.file} désigne le fichier ${p.path} hors de son dossier, ce qui est refusé.`,

  'library.weightsNotFound': (p) => `Il n’y a pas de poids à l’emplacement ${p.path}. Vérifiez le chemin.`,
  'library.weightsUnrecognised': (p) =>
    `${p.path} n’est pas un fichier de poids connu. Acceptés : safetensors, fichiers PyTorch, modèles TensorFlow.js et dossiers du Hub Hugging Face.`,
  'library.folderWithoutWeights': (p) =>
    `Le dossier ${p.path} ne contient pas de poids connus. Donnez le fichier de poids lui-même.`,
  'library.shardMissing': (p) =>
    `${p.path} : le fragment ${p.shard} ne peut pas être ouvert. Placez-le à côté du fichier qui le cite.`,
  'library.shardOutside': (p) =>
    `${p.path} : le fragment ${p.shard} est un lien hors du dossier. Placez-y le fichier lui-même.`,
  'library.indexInvalid': (p) =>
    `${p.path} : l’index des fragments n’est pas conforme. Téléchargez-le de nouveau avec ses fragments.`,
  'library.configInvalid': (p) =>
    `${p.path} : la configuration n’est pas utilisable. Téléchargez-la de nouveau.`,
  'library.unknownModel': (p) => `${p.name} n’est ni un chemin ni un modèle de la bibliothèque.`,
  'library.modelInUse': (p) =>
    `${format.integer(Number(p.runs))} exécution(s) sont parties du modèle ${p.id}. Elles gardent leurs poids, mais ne pourraient plus être relancées. Retirez-le quand même, ou gardez-le.`,
  'library.bundledModel': (p) => `${p.id} fait partie de Finesse et ne peut pas être retiré.`,
  'library.notEnoughSpace': (p) =>
    `Le modèle demande ${megabytes(p.neededBytes)} ; il reste ${megabytes(p.freeBytes)} sur le disque. Libérez de la place et réessayez.`,
  'library.copyFailed': (p) => `${p.path} n’a pas pu être copié (${p.reason}). Rien n’a été importé.`,
  'library.tokenizerMissing': (p) =>
    `Il n’y a pas de tokenizer.json ou vocab.txt à côté de ${p.path}. Choisissez aussi celui du modèle.`,

  'models.invalidArchitecture': () =>
    'L’architecture du modèle n’est pas utilisable. Corrigez-la dans la recette.',
  'models.unknownArchitecture': (p) =>
    // Une faute enregistrée par un Finesse plus ancien ne dit pas lesquelles sont acceptées.
    `Aucune architecture connue dans ${p.path}.${Array.isArray(p.supported) ? ` Acceptées : ${p.supported.join(', ')}.` : ''}`,
  'models.badMetadata': (p) =>
    `${p.path} : ses métadonnées ne sont pas lisibles. Exportez les poids de nouveau.`,
  'models.severalNetworks': (p) =>
    `${p.path} contient plusieurs réseaux, dont les noms commencent par ${(p.prefixes as string[]).map((prefix) => (prefix === '' ? 'rien' : `« ${prefix} »`)).join(', ')}. Enregistrez celui que vous voulez dans un fichier à lui.`,
  'models.badPreparation': (p) =>
    `${p.file}, à côté de ${p.path}, ne dit pas comment une image devient l’entrée du réseau. Corrigez ce fichier, ou retirez-le.`,
  'models.ambiguousTensor': (p) =>
    `${p.path} contient deux tenseurs pour ${p.name}. Un seul modèle par fichier.`,
  'models.incompatibleWeights': (p) => {
    const { params } = p.verdict as { params: Record<string, unknown> }; // de src-main/models/notices.ts
    return `Les poids de ${p.path} ne conviennent pas : ${notices['models.fit']!(params)}`;
  },
  'models.notFinite': (p) =>
    `${p.path} : le tenseur ${p.tensor} contient des valeurs qui ne sont pas des nombres. Prenez un autre point de reprise.`,
  'models.notFloat': (p) =>
    `${p.path} : le tenseur ${p.tensor} est quantifié et ne peut pas être entraîné. Prenez l’original.`,
  'models.negativeVariance': (p) => `${p.path} : une variance négative ; le fichier est endommagé.`,
  'models.tooManyTokens': (p) =>
    `Un texte de ${p.tokens} jetons a été donné à un modèle qui en lit ${p.maxTokens}. Réduisez la longueur maximale.`,

  'training.invalidRecipe': () => 'La recette n’est pas utilisable.',
  'training.unknownClass': (p) => `Les poids des classes citent ${p.name}, que les données n’ont pas.`,
  'training.tooFewClasses': (p) =>
    `${p.path} n’a que ${p.classes} classe(s) avec des exemples utilisables ; il en faut deux.`,
  'training.emptySplit': (p) =>
    `${p.path} ne laisse aucun exemple ${splits[String(p.split)] ?? p.split}. Ajoutez des données ou changez les parts.`,
  'training.diverged': (p) =>
    `L’entraînement a divergé à l’époque ${p.epoch}, au pas ${p.step}. Essayez un taux d’apprentissage plus bas (il était de ${format.significant(Number(p.learningRate))}), un échauffement plus long, ou une limite du gradient de 1.`,
  'training.singleValue': (p) =>
    `La normalisation par lot ne peut pas être entraînée sur des lots d’un seul exemple : dans ${p.stage}, que la phase « ${p.phase} » entraîne, chaque canal n’a alors qu’une valeur, et rien n’est appris. ${
      Number(p.batchSize) > 1
        ? 'Il n’y a qu’un exemple d’entraînement ; ajoutez-en, ou gelez la normalisation par lot.'
        : 'Choisissez une taille de lot d’au moins 2, ou gelez la normalisation par lot.'
    }`,
  'training.missingWeights': () => 'La recette ne nomme ni poids ni architecture. Choisissez un modèle.',
  'training.wrongModel': (p) => `Un modèle de la famille ${p.family} ne convient pas à cette tâche.`,
  'training.missingTokenizer': (p) =>
    `Il n’y a pas de découpeur de textes à côté de ${p.path}. Indiquez son tokenizer.json ou vocab.txt.`,
  'training.vocabularyMismatch': (p) =>
    `Le découpeur a ${p.tokens} jetons, le modèle ${p.rows}. Prenez celui avec lequel les poids ont été entraînés.`,
  'training.damagedCheckpoint': (p) => `Le point de reprise ${p.folder} est endommagé.`,
  'training.otherRecipe': () =>
    'Le point de reprise a été fait avec une autre recette. Commencez une nouvelle exécution.',
  'training.otherData': () =>
    'Les données de cette exécution ont changé. Remettez-les, ou commencez une nouvelle exécution.',
  'training.otherWeights': () =>
    'Les poids de départ ont changé. Remettez leur fichier, ou commencez une nouvelle exécution.',
  'training.notARun': (p) => `${p.folder} n’est pas le dossier d’une exécution terminée.`,
  'training.filesGone': (p) =>
    `${p.vanished} des ${p.examples} images de test ${format.plural(Number(p.vanished), 'a disparu', 'ont disparu')} (${p.first}), et ${p.changed} ${format.plural(Number(p.changed), 'n’est plus ce qu’elle était', 'ne sont plus ce qu’elles étaient')}. Remettez-les pour mesurer de nouveau ; le rapport de la fin de l’entraînement reste valable.`,
  'training.otherClasses': (p) =>
    `${p.path} contient des classes que ce modèle ne connaît pas : ${list(p.found)}.`,
  'training.wrongInput': () => 'Ce modèle attend l’autre sorte d’entrée : images ou textes.',
  'training.unusableInput': (p) => `${p.input} ne peut pas être classé : ${problemIn(p.problem)}.`,
  'training.unknownClassOfRun': (p) => `Ce modèle n’a pas de classe « ${p.name} ».`,
  'training.noPositiveClass': (p) =>
    `Un seuil est celui d’une classe : indiquez-la avec --positive. Les classes sont ${(p.classes as readonly string[]).slice(0, 12).join(', ')}.`,
  'training.noValidationSplit': () =>
    'Cette exécution n’avait pas de validation : ni température ni seuil ne peuvent y être choisis. Entraînez de nouveau avec une part de validation.',
  'training.noEvaluation': () => 'Cette exécution n’a pas de mesure sur des exemples de test.',
  'training.damagedEvaluation': (p) => `${p.path} est endommagé. Mesurez de nouveau.`,
  'training.noInputs': (p) => `Rien à classer dans ${p.path}.`,
  'training.overwritesInput': (p) => `Les réponses remplaceraient ${p.path}. Choisissez un autre fichier.`,
  'training.damagedCache': (p) => `Le cache ${p.file} est endommagé ; il est recalculé.`,
  'training.exportExists': (p) => `${p.path} existe déjà. Exportez dans un autre dossier, ou retirez-le.`,
  'training.exportUnreadable': (p) =>
    `${p.path} n’a pas été écrit : ONNX Runtime ne peut pas le lire. Exportez en safetensors.`,
  'training.exportDiffers': (p) =>
    `${p.path} n’a pas été écrit : ses réponses s’écarteraient de celles de l’exécution. Exportez en safetensors.`,

  'jobs.copyInside': (p) =>
    `${p.folder} se trouve dans le dossier de Finesse lui-même. Choisissez un autre endroit, de préférence un autre disque.`,
  'jobs.copyNeedsSpace': (p) =>
    `${p.folder} : il faut ${megabytes(p.neededBytes)} et il reste ${megabytes(p.freeBytes)}. Libérez de la place ou choisissez un autre disque.`,
  'jobs.bundleExists': (p) => `${p.file} existe déjà. Donnez un autre nom.`,
  'jobs.bundleEmpty': (p) =>
    `Il n’y a rien à exporter : aucune exécution n’appartient à l’expérience « ${p.experiment} ».`,
  'jobs.bundleUnreadable': (p) =>
    `${p.file} ne peut pas être lu comme fichier .finesse (${p.reason}). Copiez-le ou exportez-le de nouveau ; rien n’a été importé.`,
  'jobs.bundleInvalid': (p) =>
    `${p.file}, ${p.place} : le fichier est endommagé ou n’a pas été écrit par Finesse. Rien n’a été importé.`,
  'jobs.bundleNewer': (p) =>
    `${p.file} a été écrit par une version plus récente de Finesse (format ${p.found}). Mettez Finesse à jour ; rien n’a été importé.`,
  'jobs.bundleNeedsSpace': (p) =>
    `${p.file} demande ${megabytes(p.neededBytes)} ; il reste ${megabytes(p.freeBytes)} sur le disque. Libérez de la place ; rien n’a été importé.`,
  'jobs.recipeUnreadable': (p) => `La recette ${p.file} ne peut pas être lue.`,
  'jobs.recipeUnwritable': (p) =>
    `La recette ne peut pas être écrite dans ${p.file}. Vérifiez les droits, ou choisissez un autre endroit.`,
  'jobs.recipeSyntax': (p) =>
    `${p.file}, ligne ${p.line}, colonne ${p.column} : ${problemIn(p.problem, jsonFaults)}.`,
  'jobs.recipeInvalid': (p) => {
    // De src-main/jobs/recipe-faults.ts.
    const issues = p.issues as readonly { path: string; code: string; params: object; message: string }[];
    const lines = issues.map(
      ({ path, code, params, message }) => `${path} : ${recipeFaults[code]?.({ ...params }) ?? message}`,
    );
    return `La recette n’est pas utilisable :\n${lines.join('\n')}`;
  },
  'jobs.engineDidNotStart': (p) =>
    `Le moteur s’est arrêté avant de commencer (${p.detail}). Son journal : ${p.log}.`,
  'jobs.notStarted': (p) => `L’exécution n’a pas pu être lancée : ${p.reason}`,
  'jobs.noSuchExample': (p) => `L’exécution ${p.run} n’a pas d’exemple ${p.index}. Rouvrez son évaluation.`,
  'jobs.noSuchCorrection': () => 'Cette correction n’existe plus. Une autre fenêtre l’a peut-être retirée.',
  'jobs.nothingCorrected': () =>
    'L’exécution a déjà été entraînée avec toutes les corrections. Corrigez d’abord un exemple.',
  'jobs.reportUnreadable': (p) =>
    `La mesure a été écrite dans ${p.file}, mais ne peut pas être relue (${p.reason}). Mesurez de nouveau.`,
  'jobs.trainingFileUnreadable': (p) =>
    `${p.file} ne peut pas être lu ; des époques manquent peut-être aux courbes.`,
  'jobs.engineDied': (p) =>
    `Le moteur s’est arrêté de façon inattendue (${p.detail}). Rien de ce qui est enregistré n’est perdu : reprenez l’exécution. Son journal : ${p.log}.`,
  'jobs.engineHung': (p) =>
    `Le moteur, auquel il était demandé de s’arrêter, n’a plus donné signe de vie pendant ${Math.round(Number(p.silenceMs) / 1000)} s et a été arrêté de force. Ce qu’il a fait depuis son dernier point de reprise est perdu ; tout ce qui précède est gardé.`,
  'jobs.mainDied': () =>
    'Le programme s’est arrêté avant la fin de l’exécution. Rien de ce qui est enregistré n’est perdu : reprenez-la.',
  'jobs.engineStillAlive': (p) =>
    `Le moteur précédent de l’exécution ${p.run} travaille encore. Attendez qu’il ait fini.`,
  'jobs.ownershipLost': (p) =>
    `Un autre Finesse a repris l’exécution ${p.run} ; celui-ci a arrêté son moteur.`,
  'jobs.notDrivenHere': (p) =>
    `L’exécution ${p.run} est ${states[String(p.state)] ?? p.state} et n’est pas menée par ce programme ; elle ne peut pas être changée d’ici.`,
  'jobs.notQueued': (p) =>
    `L’exécution ${p.run} est ${states[String(p.state)] ?? p.state} et n’attend pas dans la file.`,
  'jobs.nothingTrained': (p) =>
    `L’exécution ${p.run} n’a pas encore commencé à apprendre ; il n’y a rien à terminer. Lancez-la, ou arrêtez-la.`,
  'jobs.workbenchHung': () =>
    'Le processus auxiliaire de Finesse ne répondait plus et a été arrêté. Réessayez.',
  'jobs.workbenchDied': (p) =>
    `Le processus auxiliaire de Finesse s’est arrêté de façon inattendue. Si la mémoire manquait, fermez d’autres programmes et réessayez. Son journal : ${p.log}.`,

  'system.diskFull': (p) =>
    `Le disque de ${p.path} est plein. Ce qui était enregistré est intact. Libérez de la place et recommencez.`,
  'system.readOnly': (p) =>
    `${p.path} ne peut pas être écrit ni changé (${p.reason}). Donnez-vous-en le droit, ou choisissez un autre endroit.`,
  'system.gone': (p) =>
    `${p.path} n’est pas ou n’est plus là : il a été déplacé ou supprimé, ou son disque a été retiré. Remettez-le en place et recommencez.`,
  'system.isAFolder': (p) =>
    `${p.path} est un dossier, là où il faut un fichier. Donnez le nom d’un fichier.`,
  'system.taken': (p) => `Il y a déjà quelque chose à l’emplacement ${p.path}. Choisissez un autre nom.`,
  'system.unusable': (p) =>
    `${p.path} ne peut être ni lu ni écrit (${p.reason}). Vérifiez le disque et sa connexion, puis recommencez.`,
  'store.gone': (p) =>
    `La base ${p.folder} n’est plus à sa place : elle a été déplacée ou supprimée, ou son disque a été retiré, pendant qu’elle servait. Remettez-la en place. Un entraînement qui était en cours peut reprendre à son dernier point de reprise.`,

  'store.notAFolder': (p) => `${p.path} est un fichier ; il faut un dossier.`,
  'store.folderUnusable': (p) =>
    `Le dossier ${p.path} ne peut pas être créé ou écrit (${p.reason}). Vérifiez les droits.`,
  'store.notADatabase': (p) => `${p.file} n’est pas une base de Finesse.`,
  'store.corrupt': (p) =>
    `La base ${p.file} est endommagée. Rien n’a été changé. Remettez la dernière copie du dossier « backups ».`,
  'store.newer': (p) =>
    `La base ${p.file} vient d’un Finesse plus récent. Mettez celui-ci à jour. Rien n’a été changé.`,
  'store.readOnly': (p) => `La base ${p.file} est en lecture seule. Donnez-vous le droit d’écrire.`,
  'store.diskFull': (p) =>
    `Le disque de ${p.file} est plein. Ce qui était enregistré est intact. Libérez de la place et recommencez.`,
  'store.locked': (p) =>
    `La base ${p.file} est restée bloquée par un autre programme. Fermez-le et recommencez.`,
  'store.inputOutput': (p) => `Lire ou écrire ${p.file} a échoué (${p.detail}). Vérifiez le disque.`,
  'store.unknownRun': (p) => `Il n’y a pas d’exécution « ${p.run} ». Elle a peut-être été supprimée.`,
  'store.ambiguousRun': (p) => `« ${p.run} » désigne plusieurs exécutions.`,
  'store.backupExists': (p) => `${p.file} existe déjà. Donnez un autre nom.`,
  'store.runInProgress': (p) =>
    `L’exécution ${p.run} est en cours. Arrêtez-la d’abord ; elle pourra ensuite être retirée.`,
  'store.experimentExists': (p) => `Il y a déjà une expérience « ${p.name} ». Choisissez un autre nom.`,
  'store.unknownExperiment': (p) => `Il n’y a pas d’expérience « ${p.name} ».`,
  'store.unknownDraft': () =>
    'Ce brouillon n’existe plus. Il a peut-être été supprimé dans une autre fenêtre.',
  'store.draftChanged': () =>
    'Ce brouillon a été modifié dans une autre fenêtre. Chargez la version plus récente, ou enregistrez celle-ci à sa place.',
  'store.illegalTransition': (p) =>
    `L’exécution ${p.run} est ${states[String(p.from)] ?? p.from} et ne peut pas devenir ${states[String(p.to)] ?? p.to}.`,
  'store.datasetFileUnusable': (p) =>
    `La version des données ${p.file} ne peut pas être lue. Commencez une nouvelle exécution avec la même recette.`,

  'store.inUse': (p) =>
    `Les données ${p.folder} sont déjà ouvertes dans une autre fenêtre de Finesse, ou servies par « finesse serve ». Utilisez celle-là, fermez-la, ou indiquez un autre dossier avec --store.`,

  'files.notAllowed': (p) =>
    `${p.path} est hors des dossiers permis. Démarrez avec « finesse serve --allow <dossier> » pour en ajouter un.`,
  'files.ownFile': (p) =>
    `${p.path} fait partie des données internes de Finesse, que lui seul lit et écrit. Choisissez un autre emplacement.`,
  'files.notThere': (p) => `Il n’y a ni fichier ni dossier ${p.path}.`,
  'files.notAFolder': (p) => `${p.path} n’est pas un dossier.`,
  'files.isAFolder': (p) => `${p.path} est un dossier. Donnez le nom d’un fichier à y mettre.`,
  'files.unreadable': (p) => `${p.path} ne peut pas être lu (${p.reason}). Vérifiez les droits.`,
  'files.badName': (p) => `« ${p.name} » ne peut pas être le nom d’un dossier.`,
  'files.noDialogs': () =>
    'Les boîtes de dialogue du système n’existent que dans la fenêtre de l’application.',
  'files.exists': (p) => `${p.path} existe déjà. Choisissez un autre nom.`,
  'engine.compile-failed': (p) => `ONNX Runtime a refusé un graphe (${p.kernels}). Il répond : ${p.reason}`,
  'engine.run-failed': (p) => `ONNX Runtime a échoué pendant un calcul. Il répond : ${p.reason}`,
  'engine.bad-optimizer-state': (p) =>
    `L’état gardé de l’optimiseur pour ${p.name} n’a pas la bonne taille. Le point de reprise vient d’un autre modèle ou d’une autre phase.`,
  'engine.export-backend': () =>
    'Les modèles ONNX sont écrits par le moteur ONNX Runtime. Choisissez-le pour l’export.',
  'engine.export-batch': () =>
    'Ce modèle ne peut pas être exporté pour un nombre libre d’exemples à la fois.',
  'engine.tensorflow-missing': (p) =>
    `${p.packageName} n’est pas installé. Il est facultatif : son installation cherche TensorFlow hors de npm. Pour l’utiliser : npm install --include=optional ${p.packageName}`,
  'engine.tensorflow-broken': (p) =>
    `${p.packageName} est installé, mais ne se charge pas (${p.reason}). Reconstruisez-le (CONTRIBUTING.md dit comment), ou restez sur ONNX Runtime.`,
  'engine.provider-failed': (p) =>
    `Le fournisseur ${p.provider} ne fonctionne pas sur cette machine (${p.reason}). Restez sur le processeur, ou voyez ce qu’en dit la vérification de la machine.`,
  'server.uploadName': (p) => `« ${p.path} » ne peut pas être le chemin d’un fichier envoyé.`,
  'server.uploadTooLarge': (p) =>
    `${p.path} est trop grand pour être envoyé (${megabytes(p.limitBytes)} au plus). Placez-le dans un dossier permis et choisissez-le là.`,
  'server.uploadCutOff': (p) => `L’envoi de ${p.path} a été coupé. Déposez-le de nouveau.`,
};
