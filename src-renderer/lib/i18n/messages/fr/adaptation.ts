// L’étape qui dit quelles parties du modèle sont entraînées.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';

const format = makeFormat('fr');

export const adaptation: Messages['adaptation'] = {
  lead: 'Un modèle préentraîné sait déjà beaucoup. Décidez de ce qui peut changer.',
  presets: {
    head: {
      title: 'Seulement la tête',
      text: 'Le plus rapide, et le plus sûr avec peu d’exemples : le savoir du modèle reste tel quel, et la meilleure dernière couche pour lui est calculée d’un coup, en quelques secondes.',
    },
    gradual: {
      title: 'Pas à pas',
      text: 'D’abord la meilleure tête pour ce que le modèle sait, puis les couches hautes, enfin tout, de plus en plus doucement.',
    },
    full: {
      title: 'Tout à la fois',
      text: 'D’abord la meilleure tête pour ce que le modèle sait, puis toutes les couches ensemble. Pour des textes, beaucoup de données, des images loin de celles que le modèle a vues (examens médicaux, microscopie, surfaces), et des modèles entraînés à partir de rien.',
    },
    own: { title: 'Votre propre plan', text: 'Les phases telles que vous les réglez ci-dessous.' },
  },
  presetName: 'Comment adapter le modèle',
  fromScratch: 'Ce modèle part de rien : tout doit être entraîné.',
  map: {
    title: 'Couches et phases',
    lead: 'Appuyez sur une case pour entraîner à partir de cette couche dans cette phase ; tout ce qui est dessous reste gelé. Le nombre est le plus haut taux d’apprentissage que la couche y reçoit.',
    layer: 'Couche',
    parameters: 'Paramètres',
    frozen: 'Gelée',
    fitted: 'Ajustée ici d’un coup',
    trainedAt: (rate) => `Entraînée à un taux d’au plus ${rate}`,
    cell: (layer, phase, state) => `${layer}, phase ${phase} : ${state}. Entraîner à partir d’ici.`,
    waiting: 'Dessiné une fois le modèle choisi.',
    head: 'tête',
    trainedIn: (count, all) =>
      `${format.counted(count, 'paramètre', 'paramètres')} sur ${all} sont entraînés`,
  },
  phases: {
    title: 'Phases',
    name: 'Nom',
    epochs: 'Époques',
    rate: 'Taux d’apprentissage',
    add: 'Ajouter une phase',
    remove: (name) => `Retirer la phase ${name}`,
    earlier: (name) => `Avancer la phase ${name}`,
    later: (name) => `Reculer la phase ${name}`,
    phase: (n) => `Phase ${n}`,
    epochCount: (n) => `${format.integer(n)} ${format.plural(n, 'époque', 'époques')}`,
    edit: 'Modifier les phases',
    back: 'Revenir à un préréglage',
    replaced: 'Un préréglage a remplacé vos phases.',
  },
  more: 'Autres réglages',
};
