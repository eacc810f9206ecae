import pino, { type Logger } from 'pino'
import type { Configuration } from './configuration.ts'

/**
 * JSON lines, without process ids and host names: they say nothing that the service manager does not know.
 */
export function openLogger({ log, logFile }: Pick<Configuration, 'log' | 'logFile'>): Logger {
  const destination = pino.destination({ dest: logFile ?? 2, mkdir: true, sync: false })
  return pino({ level: log, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
