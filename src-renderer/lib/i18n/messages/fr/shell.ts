// Le cadre autour de chaque écran.
import type { Messages } from '../en.ts';

export const shell: Messages['shell'] = {
  product: 'Finesse',
  skip: 'Aller au contenu',
  navigation: 'Navigation principale',
  home: 'Accueil',
  newTraining: 'Nouvel entraînement',
  runs: 'Exécutions',
  models: 'Modèles',
  settings: 'Réglages',
  collapse: 'Réduire le menu',
  expand: 'Élargir le menu',
  connecting: 'Connexion…',
  lost: 'La connexion à Finesse est perdue. Nouvel essai en cours ; un entraînement continue si le programme tourne encore.',
  incompatible: 'Finesse a été mis à jour. Rechargez la page pour continuer.',
  reloadPage: 'Recharger',
  refused: 'Cette page n’a pas d’accès. Ouvrez l’adresse que Finesse a affichée au démarrage.',
  notFound: 'Il n’y a rien à cette adresse.',
  toHome: 'Aller à l’accueil',
  activeRun: 'Entraînement en cours',
  palette: {
    title: 'Aller à, ou faire',
    placeholder: 'Un écran, une action, une exécution…',
    found: 'Ce qui convient',
    nothing: 'Rien ne convient.',
    actions: 'Sur cet écran',
    places: 'Écrans',
    shortcuts: 'Raccourcis clavier',
  },
  queue: (count) => `${count} en attente`,
};
