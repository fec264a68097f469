'use strict';
/** In a server that is looked at: on a signal it collects its garbage and says what is left. */
const { writeFileSync } = require('node:fs');

process.on('SIGUSR2', () => {
  globalThis.gc();
  writeFileSync(process.env.MEMORY_FILE, JSON.stringify(process.memoryUsage()));
});
