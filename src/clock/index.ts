export { type Clock, type Instant, isoInstant, parseInstant, systemClock } from './clock.ts'
export { day, type Duration, hour, minute, parseDuration, second } from './duration.ts'
