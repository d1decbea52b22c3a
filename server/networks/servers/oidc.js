// npm's oidc-provider at the paths that X has, with a client that is registered there. It rotates refresh tokens, and a
// replayed one ends the whole grant. Anybody can log in, with any password.
import { once } from 'node:events';
import http from 'node:http';

import { Provider } from 'oidc-provider';

import { ready } from './serving.js';

const server = http.createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${server.address().port}`;

const provider = new Provider(url, {
  clients: [
    {
      client_id: 'app-1',
      // Escaped before it goes into a header, or it is another one (RFC 6749, section 2.3.1).
      client_secret: 's/ecret+with:signs',
      redirect_uris: ['https://relink.example/oauth/x/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  scopes: ['tweet.read', 'tweet.write', 'users.read', 'offline.access'],
  routes: {
    authorization: '/i/oauth2/authorize',
    token: '/2/oauth2/token',
    revocation: '/2/oauth2/revoke',
  },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  cookies: { keys: ['not a secret'] },
});
server.on('request', provider.callback());
ready({ url });
