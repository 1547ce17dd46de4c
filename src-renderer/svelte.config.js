// Read by svelte-check and editors; the build itself needs no options.
export default { compilerOptions: { runes: true } };
