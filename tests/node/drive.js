'use strict';

// Drives a fenced database through pool.js, and tells in JSON what happened: NodeTests.cs says what should have. The
// database, binding and tenants come from the environment, PGHOST and the like among it.

const { Pool } = require('pg');
const { TenantPool, signToken } = require('./pool.js');

const { BINDING: binding, SECRET: secret, RED: red, BLUE: blue } = process.env;
const count = 'select count(*)::int as n, count(*) filter (where tenant_id <> $1)::int as foreign_rows from invoice';

async function main() {
  const pool = new TenantPool({ max: 1 }, { binding, secret });
  const seen = (tenant) => pool.run(tenant, async (client) => (await client.query(count, [tenant])).rows[0]);
  const told = {};

  told.red = await seen(red);
  await pool.run(red, (client) => client.query('insert into invoice (total) values (1)'));
  told.redAfterInsert = await seen(red);
  told.blue = await seen(blue);
  told.redForBlue = await failure(() =>
    pool.run(red, (client) => client.query('insert into invoice (tenant_id, total) values ($1, 1)', [blue])),
  );

  // What the work leaves behind: an open transaction, a temporary table in the place of the real one, a setting.
  await pool.run(red, async (client) => {
    await client.query('set search_path = pg_temp, public');
    await client.query('create temporary table invoice (tenant_id uuid)');
    await client.query('begin');
  });
  told.leftOpen = await bare(async (c) => {
    const { rows } = await c.query("select count(*)::int as n from pg_stat_activity where datname = current_database() and state ~ 'in transaction'");
    return rows[0].n;
  });
  told.blueAfterMess = await seen(blue);

  // The one connection of the pool, as another part of the program gets it: by itself.
  const client = await pool.connect(red);
  await pool.release(client);
  told.released = (await client.query('select ringfence.get_tenant() as tenant, (select count(*)::int from invoice) as n'))
    .rows[0];

  told.unbound = await bare((c) => c.query('select count(*)::int as n from invoice').then(({ rows }) => rows[0].n));
  told.unboundWrite = await failure(() => bare((c) => c.query('insert into invoice (total) values (1)')));
  told.forged = await failure(forge);
  await pool.end();
  console.log(JSON.stringify(told));
}

/** Tries to be blue without blue's token or the password. */
function forge() {
  switch (binding) {
    case 'signed':
      return bare((c) =>
        c.query('select ringfence.set_tenant($1)', [signToken(secret, red).replace(red, blue)]),
      );
    case 'password':
      return bare((c) => c.query('select ringfence.set_tenant_id($1, $2)', [blue, `${secret}x`]));
    default:
      return Promise.resolve(); // The setting binding does not stop it.
  }
}

/** A pool of one connection that nobody binds. */
async function bare(work) {
  const pool = new Pool({ max: 1 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function failure(work) {
  try {
    await work();
    return null;
  } catch (error) {
    return [error.code, error.constraint].filter(Boolean).join(' ');
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
