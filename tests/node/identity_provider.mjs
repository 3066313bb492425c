// The OpenID provider of the tests: `oidc-provider` (certified), asked to issue JWT access tokens.
//
// Reads one JSON object from standard input: {port, keys, algorithm, lifetime, agencies}. Prints its
// issuer when it listens, and stops when standard input closes. Its own login page takes any name
// and password; the name becomes `sub`, and `agencies` says who employs whom.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const settings = JSON.parse((await lines.next()).value);

const server = createServer();
await new Promise((listening) => server.listen(settings.port, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: settings.keys },
  clients: [
    {
      client_id: 'portal',
      redirect_uris: ['http://127.0.0.1/signed-in'],
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: settings.algorithm,
    },
  ],
  cookies: { keys: [crypto.randomUUID()] },
  ttl: {
    AccessToken: settings.lifetime,
    AuthorizationCode: 60,
    Grant: 3600,
    IdToken: settings.lifetime,
    Interaction: 600,
    Session: 3600,
  },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  extraTokenClaims: (_, token) => ({ agency: settings.agencies[token.accountId] }),
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: 'appraise',
        audience: resource.replace('urn:service:', ''),
        accessTokenTTL: settings.lifetime,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: settings.algorithm } },
      }),
    },
  },
});
server.on('request', provider.callback());
console.log(issuer);

await lines.next(); // Standard input has closed: whoever started this process is gone.
process.exit(0);
