'use strict';
// Runs a program of Amika's in the place of this one: the build for this
// platform, which npm installed as an optional dependency.
const { spawn } = require('node:child_process');
const path = require('node:path');

const platform = `@amika/cli-${process.platform}-${process.arch}`;

function find(name) {
  const exe = process.platform === 'win32' ? '.exe' : '';
  return path.join(path.dirname(require.resolve(`${platform}/package.json`)), 'bin', name + exe);
}

module.exports = (name) => {
  let file;
  try {
    file = find(name);
  } catch {
    console.error(`${name}: finding the program for this platform: ${platform} is not installed`);
    console.error(`hint: install without --omit=optional; if there is no such package, see https://amika.dev for other ways`);
    process.exit(127);
  }
  const args = process.argv.slice(2);
  // The program's hints name it as it was called. npx and 'npm run' have a PATH of
  // their own, and Windows calls this file, so that they need the program's own path.
  const argv0 = process.env.npm_command || process.platform === 'win32' ? file : process.argv[1];
  if (process.execve && process.platform !== 'win32') {
    process.execve(file, [argv0, ...args], process.env);
  }
  const child = spawn(file, args, { argv0, stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child as well; elsewhere we pass it on.
  const terminal = [0, 1, 2].some((fd) => require('node:tty').isatty(fd));
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!terminal || signal === 'SIGTERM' || signal === 'SIGHUP') child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${name}: running ${file}: ${error.code}`);
    process.exit(126);
  });
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal); // end as it did
    setTimeout(() => process.exit(1), 1000); // for signals that Node keeps
  });
};
