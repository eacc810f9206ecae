import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counters } from './counters.ts'

test('figures are written in the Prometheus text format', () => {
  const counters = new Counters()
  counters.answered('api', 'GET', '/a', 200, 0.003)
  counters.answered('api', 'GET', '/a', 200, 3)
  const values = [{ labels: { log: 'a"b\\c\nd' }, value: 2 }, { value: 3 }]
  const text = counters.text([{ name: 'x_total', help: 'Of\nx.', type: 'counter', values }])
  assert.equal(
    text,
    [
      '# HELP x_total Of\\nx.',
      '# TYPE x_total counter',
      'x_total{log="a\\"b\\\\c\\nd"} 2',
      'x_total 3',
      '# HELP chancery_api_requests_total Requests answered, by face, method, route pattern and status.',
      '# TYPE chancery_api_requests_total counter',
      'chancery_api_requests_total{face="api",method="GET",route="/a",status="200"} 2',
      '# HELP chancery_api_request_duration_seconds Time from the head of a request to its answer.',
      '# TYPE chancery_api_request_duration_seconds histogram',
      'chancery_api_request_duration_seconds_bucket{face="api",le="0.001"} 0',
      'chancery_api_request_duration_seconds_bucket{face="api",le="0.005"} 1',
      'chancery_api_request_duration_seconds_bucket{face="api",le="0.025"} 1',
      'chancery_api_request_duration_seconds_bucket{face="api",le="0.1"} 1',
      'chancery_api_request_duration_seconds_bucket{face="api",le="0.5"} 1',
      'chancery_api_request_duration_seconds_bucket{face="api",le="2"} 1',
      'chancery_api_request_duration_seconds_bucket{face="api",le="10"} 2',
      'chancery_api_request_duration_seconds_bucket{face="api",le="+Inf"} 2',
      'chancery_api_request_duration_seconds_sum{face="api"} 3.003',
      'chancery_api_request_duration_seconds_count{face="api"} 2',
      '',
    ].join('\n'),
  )
})
