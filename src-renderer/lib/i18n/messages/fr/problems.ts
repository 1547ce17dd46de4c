// Ce qui ne va pas avec un exemple des données.
import { makeFormat } from '../../format.ts';
import type { MessageWords, ProblemWords } from '../en/messages.ts';

const format = makeFormat('fr');
const { integer } = format;
const quoted = (value: unknown) => `« ${value} »`;
const splits: Readonly<Record<string, string>> = {
  train: 'l’entraînement',
  validation: 'la validation',
  test: 'le test',
};
const split = (value: unknown) => splits[String(value)] ?? String(value); // les versions anciennes aussi

const words: ProblemWords = {
  'blank-line': () => 'la ligne est vide',
  'comment-line': () => 'commence par # : prise pour un commentaire, non pour une ligne du tableau',
  'swallowed-rows': (p) =>
    `un guillemet ouvert n’est fermé que ${integer(Number(p.lines) - 1)} ligne(s) plus loin ; le texte entre les deux ferait ${format.counted(integer(Number(p.lines)), 'ligne du tableau', 'lignes du tableau')}`,
  'broken-quotes': () => 'un guillemet est ouvert et jamais fermé',
  'ragged-row': (p) =>
    'cell' in p
      ? `la cellule ${p.cell} est remplie mais sa colonne n’a pas de nom ; le texte est-il réparti sur plusieurs cellules ?`
      : `il fallait ${format.counted(String(p.needed), 'cellule', 'cellules')}, il y en a ${p.found} ; un séparateur dans un texte est-il sans guillemets ?`,
  'repeated-header': () => 'répète l’en-tête',
  'stray-quote': () => 'un guillemet se trouve au milieu d’une cellule ; elle a été lue telle quelle',
  undecodable: (p) =>
    `contient des octets qui ne sont pas de l’${p.encoding} ; enregistrez le fichier en UTF-8`,
  'invalid-json': (p) =>
    'found' in p ? 'il fallait un objet JSON' : `n’est pas du JSON correct (${p.reason})`,
  'wrong-type': (p) => `il fallait ${p.needed === 'label' ? 'une étiquette' : 'un texte'}`,
  'empty-text': () => 'le texte est vide',
  'empty-label': () => 'l’étiquette est vide',
  'nul-character': () => 'contient un octet nul ; le fichier est peut-être endommagé ou binaire',
  'long-text': (p) =>
    `le texte a ${format.counted(integer(Number(p.characters)), 'caractère', 'caractères')} ; seul son début servira`,
  'empty-path': () => 'le chemin est vide',
  'outside-folder': (p) =>
    `${quoted(p.path)} sort du dossier du tableau ; placez celui-ci au-dessus des images`,
  'web-address': (p) =>
    `${quoted(p.path)} est une adresse, et rien n’est téléchargé ; placez les images dans le dossier du tableau, sous les mêmes noms`,
  'foreign-path': (p) =>
    `${quoted(p.path)} désigne un emplacement sur un ordinateur, et aucun fichier de ce nom ne se trouve sous le dossier du tableau ; copiez-y les images ou donnez des chemins relatifs`,
  'no-such-name': (p) =>
    `aucun fichier sous le dossier du tableau ne s’appelle ${quoted(p.name)}, quelle que soit son extension`,
  'ambiguous-path': (p) =>
    `${quoted(p.path)} peut désigner ${format.counted(integer(Number(p.files)), 'fichier', 'fichiers')} sous le dossier du tableau ; indiquez aussi le dossier`,
  'shared-path': (p) =>
    `${quoted(p.path)} et d’autres chemins du tableau (${integer(Number(p.paths) - 1)}) désigneraient le même fichier`,
  'looked-up': (p) =>
    `${integer(Number(p.count))} image(s) ne sont pas où le tableau le dit et ont été cherchées par leur nom : ${quoted(p.written)} est ${p.found}`,
  'several-labels': (p) =>
    `a ${integer((p.labels as readonly string[]).length)} étiquettes (${(p.labels as readonly string[]).join(', ')}) ; un exemple ne peut en avoir qu’une`,
  'similar-labels': (p) =>
    `des étiquettes qui se ressemblent forment des classes à part : ${(p.labels as readonly { label: string; count: number }[]).map(({ label, count }) => `${quoted(label)} (${integer(count)})`).join(', ')} ; écrivez-les de même s’il s’agit d’une seule classe`,
  'no-label-meant': (p) =>
    `${integer(Number(p.count))} exemple(s) portent l’étiquette ${quoted(p.label)}, qui est ici une classe à part ; laissez l’étiquette vide si elle signifie qu’il n’y en a pas`,
  'measured-labels': (p) =>
    `les étiquettes de la colonne ${quoted(p.column)} sont des mesures ; chaque nombre différent est une classe à part`,
  'unknown-split': (p) => `${quoted(p.split)} n’est ni train, ni validation, ni test`,
  'repeated-path': (p) => `${quoted(p.path)} figure déjà à la ligne ${p.line}`,
  'hidden-file': () => 'est caché ou appartient au système',
  'special-file': () => 'n’est ni un fichier ni un dossier',
  unreadable: (p) => `ne peut pas être lu (${p.reason})`,
  'leads-outside': () => 'est un lien vers un endroit hors des dossiers que ce serveur peut lire',
  'link-loop': () => 'est un lien vers un dossier qui le contient',
  'no-class': () => 'n’est dans aucun dossier de classe',
  'empty-class': () => 'le dossier de la classe ne contient aucun fichier',
  'unlabelled-folder': (p) =>
    `contient ${integer(Number(p.pictures))} image(s) et aucun dossier de classe : sans étiquettes, elles ne peuvent ni être apprises ni servir à mesurer`,
  'no-split': () => 'se trouve à côté des dossiers de parts et n’en est pas un',
  'too-many-pixels': (p) => `a plus de ${integer(Number(p.limit))} pixels`,
  'damaged-picture': (p) => `n’a pas pu être décodée (${p.reason})`,
  'empty-file': () => 'le fichier est vide',
  'not-a-picture': () => 'n’est pas une image JPEG, PNG, WebP, TIFF ou GIF',
  'unsupported-format': (p) => `est au format ${p.format} ; convertissez l’image en PNG ou JPEG`,
  'unsupported-depth': (p) => `a des valeurs de type ${p.depth} ; enregistrez l’image en 8 ou 16 bits`,
  'dim-picture': (p) =>
    `sa plus grande valeur est ${integer(Number(p.peak))} sur ${integer(65_535)} : presque noire, à moins que preprocessing.whiteLevel ne dise ce qui est blanc`,
  relabelled: (p) => `portait l’étiquette ${quoted(p.label)} ; compte comme ${quoted(p.corrected)}`,
  leak: (p) => `le même contenu est dans ${split(p.split)} (${p.place}) ; écarté de ${split(p.given)}`,
  'conflicting-labels': (p) =>
    `le même contenu porte les étiquettes ${(p.labels as readonly string[]).map(quoted).join(' et ')}`,
  excluded: () => 'écarté sur votre demande',
  duplicate: () => 'le même contenu est déjà là ; écarté sur votre demande',
  'unknown-class': (p) =>
    `aucun exemple d’entraînement ne porte l’étiquette ${quoted(p.label)} ; écarté de ${split(p.split)}`,
  'few-examples': (p) =>
    `la classe ${quoted(p.label)} a ${p.examples} exemple(s) différent(s), trop peu pour chaque part ; l’entraînement passe en premier`,
  'overridden-split': (p) => `d’autres données sont données pour ${split(p.split)} ; cet exemple ne sert pas`,
};

/** D’un tableau d’images, la ligne ne dit pas d’elle-même de quelle image il s’agit. */
export const problems = Object.fromEntries(
  Object.entries(words).map(([code, word]): [string, typeof word] => [
    code,
    (p) => ('picture' in p ? `${p.picture} ${word(p)}` : word(p)),
  ]),
);

/** Un problème cité dans une autre phrase. */
export function problemIn(value: unknown, table: MessageWords = problems): string {
  const { code, params, message } = value as {
    code: string;
    params: Record<string, unknown>;
    message: string;
  }; // de src-main/errors.ts
  return table[code]?.(params) ?? message;
}
