export { type Clock, type Instant, isoInstant, parseInstant, systemClock } from './clock.ts'
export { type Duration, day, hour, minute, parseDuration, second } from './duration.ts'
