// Ce que le programme signale dans une recette, par code.
import { makeFormat } from '../../format.ts';
import type { Messages } from '../en.ts';
import { run } from './run.ts';

const format = makeFormat('fr');
const { name } = format;

export const recipeWarnings: Messages['recipeWarnings'] = {
  'learning-rate-high': (p) =>
    `Un taux d’apprentissage de ${p.value} est élevé pour ${p.optimizer} : au-delà de ${p.highest}, l’entraînement oscille souvent au lieu de converger.`,
  'learning-rate-low': (p) =>
    `Avec un taux d’apprentissage de ${p.value}, presque rien ne s’apprend en un temps raisonnable.`,
  'backbone-rate-high': (p) =>
    `À ${p.value}, les couches préentraînées oublient vite ce qu’elles savent ; on ne dépasse guère ${p.highest}.`,
  'batch-exceeds-training-data': (p) =>
    `Un lot de ${p.batchSize} dépasse les ${format.counted(p.train, 'exemple d’entraînement', 'exemples d’entraînement')} : une époque se réduit à un seul pas.`,
  'few-steps': (p) =>
    `Seulement ${format.counted(p.steps, 'mise à jour en tout', 'mises à jour en tout')} : trop peu pour bien apprendre. Un lot plus petit que ${p.batchSize}, ou davantage d’époques, en donne plus.`,
  'flip-changes-meaning': (p) =>
    `Les images sont retournées en miroir à l’entraînement, ce qui peut changer une classe en une autre : l’une des vôtres s’appelle « ${name(p.class)} ».`,
  'early-stopping-without-validation': () =>
    'Sans exemples de validation, rien ne dit quand s’arrêter ni quelle époque était la meilleure : l’arrêt anticipé n’a aucun effet.',
  'no-test-data': () =>
    'Sans exemples de test, le résultat ne peut être mesuré honnêtement : la validation a déjà servi à choisir la meilleure époque.',
  imbalance: (p) =>
    `« ${p.largest} » compte ${p.ratio} fois plus d’exemples que « ${p.smallest} ». Sans pondération des classes, le réseau apprend à la favoriser.`,
  'few-examples': (p) =>
    `${p.classes === '1' ? 'Une classe a' : `${p.classes} classes ont`} moins de ${format.counted(p.needed, 'exemple d’entraînement', 'exemples d’entraînement')} (« ${name(p.class)} » en a ${p.train}) : les résultats y tiendront du hasard.`,
  'scratch-needs-data': (p) =>
    `Un réseau entraîné de zéro ne sait rien ; ${format.counted(p.train, 'exemple d’entraînement', 'exemples d’entraînement')} sont peu pour lui (${p.needed} ou plus, d’ordinaire). Des poids préentraînés en demandent moins.`,
  'scratch-frozen': (p) =>
    `La phase « ${run.phaseName(String(p.phase))} » gèle des couches aux valeurs aléatoires : elles ne servent à rien tant qu’elles ne sont pas entraînées.`,
  'image-size-far': (p) =>
    `Les poids ont été appris sur des images de ${p.pretrained} pixels ; à ${p.imageSize}, les objets ont une taille qu’ils ne connaissent pas.`,
  'pictures-enlarged': (p) =>
    `La moitié des images mesurent au plus ${p.median} pixels et sont agrandies à ${p.side} : plus de calcul, rien de plus à voir.`,
  'texts-cut': (p) =>
    `Environ ${p.share} % des textes dépassent ${format.counted(p.maxTokens, 'jeton', 'jetons')} ; leur fin est coupée et jamais lue.`,
  'tokens-beyond-model': (p) =>
    `Le modèle lit au plus ${format.counted(p.model, 'jeton', 'jetons')} : ${p.maxTokens} n’a donc aucun effet.`,
  'many-epochs-text': (p) =>
    `${format.counted(p.epochs, 'époque', 'époques')} sur un modèle de texte préentraîné finissent souvent en apprentissage par cœur ; 2 à 5 sont d’usage.`,
  'no-augmentation-few-pictures': (p) =>
    `${format.counted(p.train, 'image est peu', 'images sont peu')} pour entraîner des couches entières ; des changements aléatoires (augmentation) évitent au réseau de les apprendre par cœur.`,
  'prepared-otherwise': (p) =>
    `Les poids ont été entraînés avec un autre réglage (${p.field} : ${p.told}, ici ${p.here}) : ce qui est préparé autrement est d’abord moins bien reconnu.`,
  'weight-decay-high': (p) =>
    `Une décroissance des poids de ${p.value} les ramène vers zéro plus vite que la plupart des données ne peuvent les retenir.`,
  'unused-pooling': (p) => `Sans effet : ${p.fields}. Ce réglage concerne les réseaux de texte préentraînés.`,
  'unused-with-probe-alone': (p) =>
    `Sans effet : ${p.fields}. La tête est ajustée par régression, et rien n’est entraîné par étapes après elle.`,
  'unused-below-head': (p) => `Sans effet : ${p.fields}. Rien n’est entraîné sous la tête.`,
  'unused-head-rate': (p) =>
    `Sans effet : ${p.fields}. Aucune phase n’entraîne la tête seule ; le taux du réseau vaut pour tout.`,
  'unused-batch-norm': (p) => `Sans effet : ${p.fields}. Les réseaux de texte n’ont pas de batch norm.`,
  'unused-by-optimizer': (p) =>
    `Sans effet : ${p.fields}. L’optimiseur « sgd » n’utilise aucun de ces réglages.`,
  'unused-probe-on-validation': (p) =>
    `Sans effet : ${p.fields}. Ce réglage concerne une tête ajustée après laquelle rien n’est entraîné.`,
};
