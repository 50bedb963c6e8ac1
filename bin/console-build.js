'use strict';
/* Whether the console's build is that of its sources: asked at every start, so it must be quick and needs no newer Node. */
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

/** Folders whose files go into the console, and which of their files. */
var INPUTS = [
  { folder: 'console', wanted: /\.(tsx?|css|html|json|svg|js)$/ },
  { folder: 'src/base', wanted: /\.ts$/ },
  { folder: 'src', wanted: /(^|\/)(api|messages)\.ts$/ },
  { folder: 'src/platform/http', wanted: /\.ts$/ },
  { folder: 'src/platform/live', wanted: /live\.ts$/ },
];
var SKIPPED = /(^|\/)(node_modules|dist)$|\.test\.tsx?$/;

function filesBelow(root, folder, wanted, found) {
  fs.readdirSync(path.join(root, folder), { withFileTypes: true }).forEach(function (entry) {
    var file = folder + '/' + entry.name;
    if (SKIPPED.test(file)) return;
    if (entry.isDirectory()) filesBelow(root, file, wanted, found);
    else if (wanted.test(file)) found.add(file);
  });
}

/** SHA-256 over names and contents of everything the console is built from. */
function inputsHash(root) {
  var files = new Set(['package-lock.json']);
  INPUTS.forEach(function (input) {
    filesBelow(root, input.folder, input.wanted, files);
  });
  var hash = crypto.createHash('sha256');
  Array.from(files)
    .sort()
    .forEach(function (file) {
      hash
        .update(file)
        .update('\0')
        .update(fs.readFileSync(path.join(root, file)))
        .update('\0');
    });
  return hash.digest('hex');
}

/** The file in which a build notes what it was made from. */
function stampFile(root) {
  return path.join(root, 'console', 'dist', '.built-from');
}

/** True when there is a build of these very sources. */
function isCurrent(root) {
  var file = stampFile(root);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === inputsHash(root);
}

module.exports = { inputsHash: inputsHash, isCurrent: isCurrent, stampFile: stampFile };
