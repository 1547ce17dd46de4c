// Ce qui ne va pas dans un texte JSON. Comme src-main/jobs/json-faults.ts.
import type { MessageWords } from '../en/messages.ts';

const hints: Readonly<Record<string, string>> = {
  number: ' ; JSON n’a pas de tel nombre',
  comment: ' ; JSON n’a pas de commentaires',
  quotes: ' ; un texte se met entre guillemets doubles',
};
const found = (value: unknown) => (value === null ? 'la fin du fichier' : `« ${value} »`);
const hint = (value: unknown) => hints[String(value)] ?? '';

export const jsonFaults: MessageWords = {
  'json.goesOn': (p) => `le texte continue après sa valeur avec ${found(p.found)}`,
  'json.tooDeep': (p) => `imbriqué sur plus de ${p.levels} niveaux`,
  'json.noValue': (p) => `il faut une valeur ; il y a ${found(p.found)}${hint(p.hint)}`,
  'json.noName': (p) =>
    `il faut un nom de champ entre guillemets doubles ; il y a ${found(p.found)}${hint(p.hint)}`,
  'json.twice': (p) => `le champ « ${p.field} » est donné deux fois`,
  'json.noColon': (p) => `il faut « : » après « ${p.field} » ; il y a ${found(p.found)}`,
  'json.noComma': (p) => `il faut « , » ou « ${p.close} » ; il y a ${found(p.found)}`,
  'json.extraComma': (p) => `une virgule précède « ${p.close} » ; retirez-la`,
  'json.badText': () =>
    'ce texte n’est pas fermé sur sa ligne, ou contient un échappement inconnu tel que « \\d » (écrivez « \\\\ » pour une barre oblique inverse)',
  'json.notAnObject': () => 'une recette est un objet {...}',
};
