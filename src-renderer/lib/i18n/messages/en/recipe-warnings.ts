// What main warns of in a recipe, by code. A code without words here is told in main's own English.
type Params = Readonly<Record<string, string | number>>;

export const recipeWarnings = {} satisfies Record<string, (params: Params) => string>;
