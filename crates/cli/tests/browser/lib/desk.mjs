// A desk of its own for a story: a book in a temporary folder, and the real program serving it on a free port.

import { execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/**
 * The day it is at the desk: a Monday, with much to do. It lies in the past, so that the sample book is the same whenever
 * the stories are told.
 */
export const TODAY = "2026-03-09";

/** The password of everybody. */
export const PASSWORD = "copper kettle under rain";

const run = promisify(execFile);

export class Desk {
  #dunwell;
  #folder;
  #server;
  #said = [];
  #complaints = "";
  /** Where the pages are. */
  url;

  /**
   * Makes a desk and serves it.
   *
   * @param dunwell the program
   * @param book a database to begin with; `"sample"` for the made-up book, nothing for an installation that is empty
   */
  static async open({ dunwell, book }) {
    const desk = new Desk();
    desk.#dunwell = resolve(dunwell);
    desk.#folder = await mkdtemp(join(tmpdir(), "dunwell-browser-"));
    try {
      if (book === "sample") {
        await desk.tells("demo", "--folder", desk.#folder, "--no-serve");
      } else if (book) {
        await copyFile(book, desk.#file);
      }
      await desk.#serve();
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  /** Gives what a command of the program prints. */
  async tells(...args) {
    const { stdout } = await run(this.#dunwell, args, {
      cwd: this.#folder,
      env: this.#environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** The same of a command that prints JSON. */
  async knows(...args) {
    return JSON.parse(await this.tells(...args, "--json"));
  }

  /** Adds a person; gives the path of the invitation. */
  async invites(person) {
    const { email, name, role, language = "en" } = person;
    const told = await this.tells(
      ...["user", "add", email, "--name", name, "--role", role],
      ...["--language", language, "--public-url", this.url],
    );
    return new URL(told.trim().split("\n").at(-1)).pathname;
  }

  /** A place for a file that a story needs. */
  file(name) {
    return join(this.#folder, name);
  }

  /** Stops the server and forgets everything. */
  async close() {
    if (this.#server && this.#server.exitCode === null) {
      const ended = new Promise((done) => this.#server.once("exit", done));
      this.#server.kill("SIGTERM");
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #file() {
    return this.file("demo.db");
  }

  get #environment() {
    return {
      ...process.env,
      DUNWELL_DATABASE: `sqlite:${this.#file}`,
      DUNWELL_TODAY: TODAY,
      DUNWELL_ACTOR: "command line",
    };
  }

  async #serve() {
    this.#server = spawn(this.#dunwell, ["serve", "--listen", "127.0.0.1:0"], {
      cwd: this.#folder,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = () => this.#server.kill("SIGKILL");
    process.once("exit", stop);
    this.#server.once("exit", () => process.off("exit", stop));
    this.#server.stderr.on("data", (text) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    createInterface({ input: this.#server.stdout }).on("line", (line) => this.#said.push(line));
    [, this.url] = await this.says(/The desk is at (http:\/\/[^;\s]+)/);
  }

  /** Waits for a line of the server's that has this in it, and gives what matched. */
  async says(pattern) {
    for (let tries = 0; tries < 300; tries += 1) {
      const found = this.#said.map((line) => line.match(pattern)).find(Boolean);
      if (found) return found;
      if (this.#server.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`the server did not say ${pattern}:\n${this.#complaints}`);
  }
}

/**
 * The code that an authenticator shows (RFC 6238), so many steps of thirty seconds from now. A code is taken once, and
 * also shortly before and after its time.
 */
export function codeOf(secret, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "").toUpperCase()]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
