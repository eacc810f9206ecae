import type { GatewayFault } from '#gateway'
import { type Sentences, say, type Words } from './words.ts'
import type { IdentityFault } from './words-identity.ts'

/** What the gate's own acts refuse, beside what they pass on of the room of certificates. */
export type ServiceFault = Exclude<GatewayFault, IdentityFault>

type RouteFault = Extract<ServiceFault, { readonly kind: 'routes-refused' }>['fault']

const routeSentences: Sentences<RouteFault> = {
  'routes-too-many': ({ count, max }) => `there are ${count} routes, at most ${max} are taken`,
  'method-malformed': ({ route, method }) => `route ${route + 1}: \`${method}\` is no method that is carried`,
  'pattern-malformed': ({ route, path, reason }) => `route ${route + 1}: the path \`${path}\`: ${reason}`,
  'permission-malformed': ({ route, permission }) =>
    `route ${route + 1}: \`${permission}\` is no name of a permission`,
  'object-malformed': ({ route, object, reason }) =>
    `route ${route + 1}: the object \`${object}\`: ${reason}`,
  'routes-ambiguous': ({ route, other }) => `routes ${other + 1} and ${route + 1} fit the same requests`,
}

/** What the gate's acts refuse, in words. */
export const gatewayWords: Words<ServiceFault> = {
  'upstream-refused': ({ fault }) => ({
    status: 400,
    title: 'the address of the service is malformed',
    detail: `\`${fault.text}\` is no address: write \`tcp://127.0.0.1:9000\` or \`unix:/run/service.sock\``,
  }),
  'routes-refused': ({ fault }) => ({
    status: 400,
    title: 'the routes are refused',
    detail: `${say<RouteFault>(routeSentences, fault)}: correct it and publish again`,
  }),
  'host-outside-domain': ({ host, domain }) => ({
    status: 400,
    title: "the host is outside the unit's domain",
    detail: `\`${host}\` does not lie in \`${domain}\`: publish under a name of the unit's own domain`,
  }),
  'hosts-full': ({ hostsMax }) => ({
    status: 409,
    title: 'the gate serves too many hosts',
    detail: `the gate's certificate names at most ${hostsMax} hosts: withdraw a service first`,
  }),
  'host-taken': ({ host, service }) => ({
    status: 409,
    title: 'the host belongs to another service',
    detail: `\`${host}\` leads to \`${service}\`: take another name, or withdraw that service first`,
  }),
  'service-not-proposed': ({ service }) => ({
    status: 409,
    title: 'the service is not proposed',
    detail: `nobody has proposed to publish \`${service}\`: an operator does that first, \`service.propose\``,
  }),
  'service-unknown': ({ service }) => ({
    status: 404,
    title: 'there is no such service',
    detail: `no service \`${service}\` is published: look at \`/services\` for the ones there are`,
  }),
  'service-suspended-already': ({ service, entry }) => ({
    status: 409,
    title: 'the service is suspended already',
    detail: `entry ${entry} suspended \`${service}\`: nobody is admitted to it until it is resumed`,
  }),
  'service-not-suspended': ({ service }) => ({
    status: 409,
    title: 'the service is not suspended',
    detail: `\`${service}\` is in service: there is nothing to resume`,
  }),
  'proxy-unknown': ({ proxy }) => ({
    status: 400,
    title: 'there is no such proxy',
    detail:
      `\`${proxy}\` is no service of this unit that could stand before another: ` +
      'have it registered first, `register-service`',
  }),
}
