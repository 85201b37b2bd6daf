const { stripTypeScriptTypes } = require('node:module')

// The same stripping that Node applies in production, so a test runs what `npm start` runs.
module.exports = { process: (source) => ({ code: stripTypeScriptTypes(source) }) }
