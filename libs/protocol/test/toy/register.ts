import { registerHooks } from 'node:module'

/** `node --import …/register.ts`: a process whose table of codecs has the toy in it, and nothing else is different. */
const standIns = ['protocol', 'codecs'].map((name) => ({
  from: new URL(`../../src/${name}.ts`, import.meta.url).href,
  to: new URL(`./${name}.ts`, import.meta.url).href,
}))

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const to = standIns.find(({ from }) => from === found.url)?.to
    return to === undefined ? found : { ...found, url: to }
  },
})
