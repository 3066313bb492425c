// The audits of `graphql-http`: does a server keep to the specification of GraphQL over HTTP?
//
// Reads one JSON object from standard input: {url, token}. Prints what every audit found, as JSON:
// [{id, name, status, reason}], in the order of the package. Each request carries the token, since
// the server answers nobody else; nothing else of what an audit sends is changed.

import { text } from 'node:stream/consumers';
import { auditServer } from 'graphql-http';

const { url, token } = JSON.parse(await text(process.stdin));

const results = await auditServer({
  url,
  fetchFn: (address, options = {}) =>
    fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } }),
});
console.log(
  JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))),
);
