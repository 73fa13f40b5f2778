// Asks PostgreSQL by DATABASE_URL, and by the variables that the driver knows itself.
const { Client } = require("pg");

async function count(options) {
  const client = new Client(options);
  await client.connect();
  const { rows } = await client.query("SELECT count(*)::int AS visits FROM visits");
  await client.end();
  return rows[0].visits;
}

(async () => {
  const url = await count({ connectionString: process.env.DATABASE_URL });
  console.log(JSON.stringify({ url, variables: await count() }));
})();
