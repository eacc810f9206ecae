import type { Metric } from '#api'
import type { Gate } from '#gateway'
import type { Log } from '#record'
import type { Unit } from '#unit'
import type { Bundles } from './bundles.ts'
import type { TimestampAuthority } from './timestamp-authority.ts'

/** The figures of a node beside those of its HTTP faces. No label names a person, a case or a certificate. */
export function nodeMetrics(parts: {
  readonly unit: Unit
  readonly record: Log
  readonly journal: Log
  readonly gate: Gate
  readonly bundles: Bundles
  readonly timestamps: TimestampAuthority
}): readonly Metric[] {
  const { unit, record, journal, gate, bundles, timestamps } = parts
  const counts = gate.counts()
  return [
    gauge('chancery_acts_served', 'whether acts are served', unit.stopped ? 0 : 1),
    counter('chancery_record_entries_total', 'entries of the acts log', record.size),
    counter('chancery_journal_entries_total', 'entries of the access journal', journal.size),
    gauge('chancery_gate_connections', 'connections open at the gate', counts.connectionsOpen),
    counter('chancery_gate_connections_total', 'connections taken by the gate', counts.connectionsTotal),
    counter('chancery_gate_handshakes_failed_total', 'TLS handshakes that failed', counts.handshakesFailed),
    counter('chancery_gate_requests_total', 'requests read by the gate', counts.requests),
    counter('chancery_gate_asked_total', 'requests decided for other proxies', counts.asked),
    counter('chancery_gate_forwarded_total', 'requests answered by a service', counts.forwarded),
    counter('chancery_gate_cut_total', 'transfers ended because the right ended', counts.cut),
    counter('chancery_gate_received_bytes_total', 'body bytes from callers', counts.receivedBytes),
    counter('chancery_gate_sent_bytes_total', 'body bytes to callers', counts.sentBytes),
    gauge('chancery_journal_pending', 'accesses not yet durable in the journal', counts.journalPending),
    counter(
      'chancery_journal_skipped_total',
      'refusals of strangers left out of the journal',
      counts.journalSkipped,
    ),
    {
      name: 'chancery_gate_refusals_total',
      help: 'answers the gate gave itself, by problem',
      type: 'counter',
      values: Object.entries(counts.problems).map(([problem, value]) => ({ labels: { problem }, value })),
    },
    {
      name: 'chancery_timestamp_requests_total',
      help: 'requests for time-stamps, by what became of them',
      type: 'counter',
      values: Object.entries(timestamps.counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    ...bundles.metrics(),
    gauge('process_resident_memory_bytes', 'resident memory of the process', process.memoryUsage.rss()),
  ]
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', values: [{ value }] }
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', values: [{ value }] }
}
