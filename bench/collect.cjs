'use strict';
/** Loaded into a measured server: on a signal it collects its garbage and writes its memory usage. */
const { writeFileSync } = require('node:fs');

process.on('SIGUSR2', () => {
  globalThis.gc();
  writeFileSync(process.env.MEMORY_FILE, JSON.stringify(process.memoryUsage()));
});
