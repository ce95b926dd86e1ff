// A Postgres that a test can stop, start again and fill by SQL.
//
//   const database = await startDatabase();
//   const service = await startService({ environment: { DATABASE_URL: database.url } });
//   await database.stop();
//   await database.start();
//
// The programs are those of MODERATO_PG_BIN, else the newest of /usr/lib/postgresql, else of the PATH. The data do not
// outlive the test, so nothing waits for a disk.

import { execFile, spawn } from "node:child_process";
import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const FAMILY = "/usr/lib/postgresql";
const READY_MILLISECONDS = 30_000;

export async function startDatabase() {
  const bin = await findPrograms();
  const account = await findAccount();
  const folder = await mkdtemp(join(tmpdir(), "moderato-postgres-"));
  await chmod(folder, 0o755);
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);

  const database = new Database(bin, account, folder);
  await run(
    join(bin, "initdb"),
    ["-D", database.data, "-U", "moderato", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"],
    { ...account, cwd: folder },
  );
  await database.start();
  await database.query("CREATE DATABASE moderato", "postgres");
  return database;
}

class Database {
  /** @type {import("node:child_process").ChildProcess | null} */
  #server = null;

  /** @param {string} bin @param {{uid?: number, gid?: number}} account @param {string} folder */
  constructor(bin, account, folder) {
    this.bin = bin;
    this.account = account;
    this.folder = folder;
    this.data = join(folder, "data");
    this.url = `postgresql://moderato@${encodeURIComponent(folder)}/moderato`;
    process.once("exit", () => this.#server?.kill("SIGINT"));
  }

  /** Starts Postgres, unless it runs, and waits until it answers. */
  async start() {
    if (this.#server) return;
    const settings = ["listen_addresses=", `unix_socket_directories=${this.folder}`, "fsync=off", "max_connections=60"];
    this.#server = spawn(
      join(this.bin, "postgres"),
      ["-D", this.data, ...settings.flatMap((setting) => ["-c", setting])],
      { ...this.account, cwd: this.folder, stdio: "ignore" },
    );
    // Whatever ends the tests, Postgres ends with them and does not keep them from ending.
    this.#server.unref();

    const giveUp = Date.now() + READY_MILLISECONDS;
    for (;;) {
      try {
        await this.query("SELECT 1", "postgres");
        return;
      } catch (error) {
        if (Date.now() > giveUp) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Ends Postgres with all its connections, as a restart of the machine would. */
  async stop() {
    const server = this.#server;
    this.#server = null;
    if (!server) return;

    server.ref();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    await ended;
  }

  /** Runs statements and returns what they print. @param {string} sql @param {string} [name] The database. */
  async query(sql, name = "moderato") {
    const { stdout } = await run(
      join(this.bin, "psql"),
      ["-XqAt", "-v", "ON_ERROR_STOP=1", "-h", this.folder, "-U", "moderato", "-d", name, "-c", sql],
      { cwd: this.folder },
    );
    return stdout.trim();
  }

  /** Ends Postgres and removes its data. */
  async close() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The folder of the Postgres programs; an empty name leaves the search to the PATH. */
async function findPrograms() {
  if (process.env.MODERATO_PG_BIN) return process.env.MODERATO_PG_BIN;
  const versions = await readdir(FAMILY).catch(() => []);
  const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
  return newest ? join(FAMILY, newest, "bin") : "";
}

/** Postgres refuses root, so tests that root runs give it another account. */
async function findAccount() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all(["-u", "-g"].map((what) => run("id", [what, name])));
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // This machine does not have that account.
    }
  }
  throw new Error("Postgres needs an account other than root: postgres or nobody.");
}
