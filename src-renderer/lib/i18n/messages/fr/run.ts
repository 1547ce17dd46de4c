// La page d’une exécution : son en-tête, ce qu’on peut lui demander, et les choix pour y mettre fin.
import type { Messages } from '../en.ts';

export const run: Messages['run'] = {
  parts: 'Parties de cette exécution',
  trail: 'Exécutions',
  tabs: { train: 'Entraîner', evaluate: 'Évaluer', use: 'Utiliser', overview: 'Vue d’ensemble' },
  unknown: 'Cette exécution n’existe pas',
  unknownText: 'Elle a peut-être été supprimée, ou elle appartient à un autre dossier de données.',
  toRuns: 'Afficher toutes les exécutions',
  name: 'Nom de l’exécution',
  rename: 'Renommer',
  favourite: 'Favori',
  archived: 'Archivée',
  facts: {
    model: 'Modèle',
    data: 'Données',
    started: 'Début',
    created: 'Création',
    duration: 'Durée',
  },
  actions: {
    pause: 'Mettre en pause',
    pausing: 'Mise en pause…',
    finishing: 'Finalisation…',
    stopping: 'Arrêt…',
    resume: 'Reprendre',
    starting: 'Démarrage…',
    retry: 'Réessayer',
    stop: 'Arrêter…',
    cancel: 'Retirer de la file',
    fork: 'Modifier et relancer…',
    more: 'Autres actions',
  },
  stopDialog: {
    title: 'Mettre fin à cet entraînement ?',
    lead: (epoch, epochs) => `Il en est à l’époque ${epoch} sur ${epochs}.`,
    choices: {
      pause: {
        title: 'Mettre en pause',
        text: 'Libère la machine. L’entraînement reprendra plus tard exactement où il en était, même après un redémarrage. Les exécutions en attente continuent d’attendre.',
        loses: 'Rien n’est perdu.',
      },
      finish: {
        title: 'Arrêter et finaliser',
        text: 'Prend la meilleure époque jusqu’ici, la mesure sur les exemples de test et donne un modèle utilisable.',
        loses: 'Vous perdez les époques restantes ; cette exécution ne pourra pas continuer ensuite.',
        textLast:
          'Prend les paramètres tels qu’ils sont, les mesure sur les exemples de test et donne un modèle utilisable.',
        tooEarly: 'Possible après la première époque.',
      },
      stop: {
        title: 'Arrêter définitivement',
        text: 'Met fin maintenant. La trace reste : réglages, courbes, journal et points de reprise.',
        loses:
          'Vous n’obtenez ni modèle fini ni évaluation ; cette exécution ne pourra pas continuer ensuite.',
      },
    },
    keep: 'Continuer l’entraînement',
    act: { pause: 'Mettre en pause', finish: 'Arrêter et finaliser', stop: 'Arrêter définitivement' },
  },
  phaseAtRate: (phase, rate) => `${phase} à ${rate}`,
  phaseName: (name) => {
    const last = /^last (\d+) stages$/.exec(name)?.[1];
    if (last !== undefined) return `Les ${last} derniers étages`;
    return (
      (
        { probe: 'Sonde', head: 'Tête', all: 'Modèle entier', 'last stage': 'Dernier étage' } as Record<
          string,
          string
        >
      )[name] ?? name
    );
  },
};
