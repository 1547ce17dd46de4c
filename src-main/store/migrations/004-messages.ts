// Schema 4: what messages were made from, so that they can be said in another language.

export const messagesSchema = `
-- JSON objects; NULL where nobody recorded them.
ALTER TABLE runs ADD COLUMN error_params TEXT;
ALTER TABLE run_log ADD COLUMN code TEXT;
ALTER TABLE run_log ADD COLUMN params TEXT;
`;
