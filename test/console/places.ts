import type { Lively } from './lively.ts'

/** A page as somebody comes to it. */
export interface Place {
  /** Of its picture. */
  readonly name: string
  /** Who looks; nobody in particular where not said. */
  readonly person?: string
  readonly path: string
}

/** Every page of the console with something on it, seen by whoever it is for. */
export function placesOf(lively: Lively): readonly Place[] {
  const { running, decided, waiting, request, lodging, proposal, entry, unit } = lively
  return [
    { name: 'sign-in', path: '/work' },
    { name: 'enrol', path: '/enrol' },
    { name: 'citizens', path: '/citizens' },
    { name: 'verify', path: '/verify' },
    { name: 'open', path: '/open' },
    { name: 'open-permit', path: '/open/building-permit' },
    { name: 'follow', path: '/follow' },
    { name: 'follow-case', path: `/follow/${lodging}` },
    { name: 'work', person: 'li.wei', path: '/work' },
    { name: 'work-past', person: 'li.wei', path: '/work/past' },
    { name: 'work-open', person: 'li.wei', path: '/work/open' },
    { name: 'work-open-permit', person: 'li.wei', path: '/work/open/building-permit' },
    { name: 'receipt', person: 'he.jing', path: `/receipts/${entry}` },
    { name: 'people', person: 'wu.tao', path: '/people' },
    { name: 'person', person: 'wu.tao', path: '/people/person/chen.hao' },
    { name: 'requests', person: 'wu.tao', path: '/people/requests' },
    { name: 'request', person: 'wu.tao', path: `/people/requests/${request}` },
    { name: 'organisation', person: 'zhao.min', path: '/organisation' },
    { name: 'office', person: 'zhao.min', path: '/organisation/inspector' },
    { name: 'procedures', person: 'zhao.min', path: '/procedures' },
    { name: 'procedure', person: 'zhao.min', path: '/procedures/building-permit' },
    { name: 'procedure-change', person: 'zhao.min', path: '/procedures/building-permit/change' },
    { name: 'procedure-new', person: 'zhao.min', path: '/new-procedure' },
    {
      name: 'procedure-proposal',
      person: 'lin.mei',
      path: `/procedures/building-permit/proposals/${proposal}`,
    },
    { name: 'case', person: 'he.jing', path: `/cases/${running}` },
    { name: 'case-waiting', person: 'li.wei', path: `/cases/${waiting}` },
    { name: 'case-decided', person: 'chen.hao', path: `/cases/${decided}` },
    { name: 'trust', person: 'zhao.min', path: '/trust' },
    { name: 'trust-agreements', person: 'zhao.min', path: '/trust/agreements' },
    { name: 'trust-bundles', person: 'zhao.min', path: '/trust/bundles' },
    { name: 'trust-plan', person: 'zhao.min', path: '/trust/plan' },
    { name: 'trust-explain', person: 'zhao.min', path: '/trust/explain' },
    { name: 'trust-unit', person: 'zhao.min', path: `/trust/units/${unit}` },
    { name: 'gate', person: 'ma.jun', path: '/gate' },
    { name: 'gate-decisions', person: 'sun.li', path: '/gate/decisions' },
    { name: 'gate-sessions', person: 'sun.li', path: '/gate/sessions' },
    { name: 'record', person: 'sun.li', path: '/record' },
    { name: 'record-entry', person: 'sun.li', path: `/record/${entry}` },
    { name: 'record-whole', person: 'sun.li', path: '/record/whole' },
    { name: 'documents', person: 'chen.hao', path: '/documents' },
    { name: 'documents-verify', person: 'chen.hao', path: '/documents/verify' },
    { name: 'documents-signatures', person: 'chen.hao', path: '/documents/signatures' },
    { name: 'documents-extend', person: 'chen.hao', path: '/documents/extend' },
    { name: 'keys', person: 'li.wei', path: '/keys' },
    { name: 'unit', person: 'ma.jun', path: '/unit' },
    { name: 'unit-components', person: 'ma.jun', path: '/unit/components' },
  ]
}
