// Schema 6: the rule by which a run's probabilities become an answer, where a person has kept one.

export const decisionsSchema = `
-- JSON; NULL: the most probable class. Shown and applied, never filtered by.
ALTER TABLE runs ADD COLUMN decision TEXT;
`;
