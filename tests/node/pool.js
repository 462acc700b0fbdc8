'use strict';

const { createHmac } = require('node:crypto');
const { Pool } = require('pg');

/**
 * A pool of node-postgres whose clients are bound to a tenant for as long as they are out of it:
 *
 *     const pool = new TenantPool({ connectionString }, { binding: 'signed', secret });
 *     const { rows } = await pool.run(tenant, (client) => client.query('select * from invoice'));
 *
 * The connection string is one of the application role. The secret is the signing key or the password that
 * `ringfence init` wrote; the setting binding has none.
 */
class TenantPool {
  #pool;
  #binding;
  #secret;
  #backends = new WeakMap();

  constructor(config, { binding, secret }) {
    this.#pool = new Pool(config);
    this.#binding = binding;
    this.#secret = secret;
  }

  /** Runs the work for the tenant; what it returns or throws comes back when the client is unbound. */
  async run(tenant, work) {
    const client = await this.connect(tenant);
    try {
      return await work(client);
    } finally {
      await this.release(client);
    }
  }

  /** A client that is bound to the tenant. Give it to `release`, never to its own `release()`. */
  async connect(tenant) {
    const client = await this.#pool.connect();
    try {
      await this.#bind(client, tenant);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /**
   * Undoes whatever the work left in the session, and unbinds it. A client that cannot be unbound is closed, since the
   * next tenant would be given it.
   */
  async release(client) {
    try {
      await client.query(
        'rollback; reset role; reset all; close all; unlisten *; discard temp; select ringfence.unset_tenant()',
      );
      client.release();
    } catch (error) {
      client.release(error);
    }
  }

  end() {
    return this.#pool.end();
  }

  async #bind(client, tenant) {
    switch (this.#binding) {
      case 'signed':
        // Tokens and passwords travel as parameters: the text of a statement is seen in logs and pg_stat_activity.
        return client.query('select ringfence.set_tenant($1)', [
          signToken(this.#secret, tenant, { backend: await this.#backend(client) }),
        ]);
      case 'setting':
        return client.query('select ringfence.set_tenant($1)', [tenant]);
      case 'password':
        return client.query('select ringfence.set_tenant_id($1, $2)', [tenant, this.#secret]);
      default:
        throw new TypeError(`${this.#binding} is no binding: signed, setting or password.`);
    }
  }

  /** Which server process serves the client, so that a stolen token is of no use on any other. */
  async #backend(client) {
    if (!this.#backends.has(client)) {
      const { rows } = await client.query('select ringfence.backend() as backend');
      this.#backends.set(client, rows[0].backend);
    }

    return this.#backends.get(client);
  }
}

/**
 * What `ringfence.bind` and `ringfence.set_tenant` take: `HEX(HMAC-SHA256(key, body))|body`, where the body is
 * `rf1|KEY ID|EXPIRY|BACKEND|TENANT` and the expiry in seconds since 1970. Behind a pooler that moves connections between
 * server processes the backend stays empty.
 */
function signToken(key, tenant, { seconds = 300, backend = '' } = {}) {
  const [, id, secret] = key.trim().split('.');
  const expiry = Math.floor(Date.now() / 1000) + seconds;
  const body = `rf1|${id}|${expiry}|${backend}|${tenant}`;
  const mac = createHmac('sha256', Buffer.from(secret, 'base64url')).update(body).digest('hex');
  return `${mac}|${body}`;
}

module.exports = { TenantPool, signToken };
