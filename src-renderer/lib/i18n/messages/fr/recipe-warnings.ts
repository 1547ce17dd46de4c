// Ce que le programme signale dans une recette, par code.
import type { Messages } from '../en.ts';

export const recipeWarnings: Messages['recipeWarnings'] = {};
