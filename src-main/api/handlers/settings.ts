// Settings of the application.
import { readSettings, writeSetting } from '../../store/settings-repository.ts';
import { settingsSchema } from '../contract/settings.ts';
import { api } from '../procedures.ts';

export const settingsHandlers = {
  get: api.settings.get.handler(({ context }) => settingsSchema.parse(readSettings(context.store.db))),
  put: api.settings.put.handler(({ input, context: { store } }) => {
    for (const [name, value] of Object.entries(input))
      if (value !== undefined) writeSetting(store.db, name, value);
    return settingsSchema.parse(readSettings(store.db));
  }),
};
