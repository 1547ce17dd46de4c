/// <reference types="svelte" />
/// <reference types="vite/client" />

/** The version this renderer was built for. */
declare const __FINESSE_VERSION__: string;
