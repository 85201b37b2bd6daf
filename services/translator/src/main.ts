import { boot } from '@sluice/edge'
import { buildTranslator, openTranslator } from './start.ts'

/** The translator alone. */
await boot((config) => openTranslator(config, config.port ?? config.translator.port, buildTranslator(config)))
