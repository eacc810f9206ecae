/** Loaded before a measured program: tells at its end the largest resident set it had, in KiB. */
import { appendFileSync } from 'node:fs'

const report = process.env['CHANCERY_BENCH_REPORT']
if (report !== undefined) {
  process.on('exit', () => appendFileSync(report, `${process.resourceUsage().maxRSS}\n`))
}
