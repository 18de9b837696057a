// Hostile bytes that an old relay let through, or that lie on the device: the app is usable within ten seconds, the
// record is set aside under its name, every other record works.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

interface Hostile {
  name: string;
  stored: boolean;
  bytes?: string;
  /** Compressed, where a bomb would make the file large. */
  zlib?: string;
}

const FILE = JSON.parse(readFileSync("tests/fixtures/hostile.json", "utf8"));
const CHANGES: Hostile[] = FILE.changes;
// What is promised. It takes 5 to 7 s here: two waits of two seconds for a document that hangs, and two starts.
const USABLE = 10_000;
/** The longest frame of a relay, less its envelope. */
const FRAME = 1_000_000;
/** Changes whose predecessor is withheld. */
const ORPHANS = 8_000;

function bytesOf(change: Hostile): Buffer {
  return change.bytes === undefined ? inflateSync(Buffer.from(change.zlib ?? "", "hex")) : Buffer.from(change.bytes, "hex");
}

/** The honest change behind one that nobody has, each another one. */
function orphan(number: number): Buffer {
  const bytes = Buffer.from(FILE.orphan, "hex");
  const at = bytes.indexOf(Buffer.alloc(32, 0xee));
  createHash("sha256").update(`withheld ${number}`).digest().copy(bytes, at);
  createHash("sha256").update(bytes.subarray(8)).digest().copy(bytes, 4, 0, 4);
  return bytes;
}

function hostile(name: string): Hostile {
  const found = CHANGES.find((change) => change.name === name);
  if (!found) throw new Error(`no hostile change is called ${name}`);
  return found;
}

async function works(book: Book, id: string, text: string): Promise<void> {
  const record = await book.openRecord(id);
  await record.edit("job_title", text);
  await record.saved("job_title");
  await expect(record.value("job_title")).toContainText(text);
}

test("every hostile change that a relay lets through is kept out of the book", async ({ team }) => {
  test.setTimeout(6 * 60_000);
  const book = await team.admin();
  const honest = await book.create("contact", { first_name: "Karim" });
  await honest.sent("first_name");
  const honestId = honest.id;
  for (const change of CHANGES) {
    await test.step(change.name, async () => {
      // Like a relay, until the device has it: one that dies of it and comes back is told again.
      const tell = () => {
        const line = [...team.proxy.lines].findLast((line) => line.ready);
        const record = Buffer.from(FILE.record, "hex");
        if (change.stored) line?.snapshot(record, FILE.kind, Buffer.from(FILE.stored, "hex"));
        line?.changes(record, FILE.kind, [bytesOf(change)]);
      };
      const told = async () => {
        if (!(await book.notice("set-aside").isVisible())) tell();
        return book.notice("set-aside").isVisible();
      };
      // What no frame may hold ends the connection; there is nothing to set aside.
      if (bytesOf(change).length > FRAME) tell();
      else await expect.poll(told, { message: change.name, timeout: USABLE, intervals: [500] }).toBe(true);
      const record = await book.openRecord(honestId);
      await record.edit("job_title", `after ${change.name}`);
      await record.sent("job_title");
      await forget(book);
    });
  }
  // Rina is the honest document on top of which some of the changes go wrong.
  await book.open("/list/contact");
  await expect(book.page.locator(".table-row .row-title")).toHaveText(["Karim", "Rina"]);
});

/** Empties the quarantine, so that the next hostile change is met as the first was. */
async function forget(book: Book): Promise<void> {
  await book.page.goto(`${book.origin}/healthz`);
  await book.page.evaluate(async () => {
    const named = (await indexedDB.databases()).find((database) => database.name !== "halkhata.local");
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open(named?.name ?? "");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const writing = opening.result.transaction("quarantine", "readwrite");
        writing.objectStore("quarantine").clear();
        writing.oncomplete = () => {
          opening.result.close();
          resolve();
        };
      };
    });
  });
  await book.open("/today");
  await book.sent();
}

for (const { harm, name } of [
  { harm: "panic", name: "h1_operation_number_beyond_32_bits" },
  { harm: "abort for want of memory", name: "h5_billion_predecessors" },
  { harm: "endless work", name: "h5_billion_operations_in_a_hundred_bytes" },
]) {
  test(`a stored document that ends in ${harm} (${name}) is set aside, the rest works`, async ({ team }) => {
    const book = await team.visitor();
    await book.tryOut(false);
    const bad = await book.create("contact", { first_name: "Bad" });
    await bad.saved("first_name");
    const badId = bad.id;
    const good = await book.create("contact", { first_name: "Good" });
    await good.saved("first_name");
    const goodId = good.id;
    await book.page.goto(`${book.origin}/healthz`);
    const under = hostile(name).stored ? FILE.stored : FILE.blank;
    await putDocument(book, badId, under + bytesOf(hostile(name)).toString("hex"));
    const begun = Date.now();
    await book.open(`/record/${badId}`);
    await expect(book.page.locator("[data-record=set-aside]")).toBeVisible({ timeout: USABLE });
    await expect(book.notice("set-aside")).toBeVisible({ timeout: USABLE });
    console.log(`${name}: usable after ${Date.now() - begun} ms`);
    expect(Date.now() - begun).toBeLessThan(USABLE);
    await works(book, goodId, "Buyer");
    // It stays aside: the next start does not try it again.
    await book.open("/list/contact");
    await expect(book.page.locator(".table-row")).toHaveCount(2);
    await book.open(`/record/${badId}`);
    await expect(book.page.locator("[data-record=set-aside]")).toBeVisible({ timeout: 3_000 });
  });
}

test("a flood of changes whose predecessor is withheld keeps nobody from working (h6)", async ({ team }) => {
  const book = await team.admin();
  const honest = await book.create("contact", { first_name: "Karim" });
  await honest.sent("first_name");
  const line = [...team.proxy.lines].findLast((line) => line.ready);
  const record = Buffer.from(FILE.record, "hex");
  for (let from = 0; from < ORPHANS; from += 500) {
    const flood = Array.from({ length: 500 }, (_, number) => orphan(from + number));
    line?.changes(record, FILE.kind, flood);
  }
  const begun = Date.now();
  await honest.edit("job_title", "Buyer");
  await honest.saved("job_title");
  await honest.sent("job_title");
  expect(Date.now() - begun).toBeLessThan(USABLE);
  await book.open("/list/contact");
  await expect(book.page.locator(".table-row .row-title")).toHaveText(["Karim"]);
});

test("a stored document with a flipped bit comes back from the relay (h11)", async ({ team }) => {
  const book = await team.admin();
  const record = await book.create("contact", { first_name: "Karim" });
  await record.edit("job_title", "Buyer");
  await record.sent("job_title");
  const id = record.id;
  await book.sent();
  await book.page.goto(`${book.origin}/healthz`);
  const stored = Buffer.from(await documentOf(book, id), "hex");
  stored[stored.length >> 1] ^= 1;
  await putDocument(book, id, stored.toString("hex"));
  const again = await book.openRecord(id);
  await expect(again.value("job_title")).toContainText("Buyer", { timeout: USABLE });
  await works(book, id, "Dealer");
  await expect(book.notice("set-aside")).toHaveCount(0);
});

/** A document as it lies in the store of the book, in hexadecimal. */
async function documentOf(book: Book, id: string): Promise<string> {
  return inStore(book, id, null);
}

async function putDocument(book: Book, id: string, document: string): Promise<void> {
  await inStore(book, id, document);
}

async function inStore(book: Book, id: string, document: string | null): Promise<string> {
  return book.page.evaluate(
    async ([id, document]) => {
      const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      const databases = await indexedDB.databases();
      const name = databases.map(({ name }) => name ?? "").sort((one, other) => other.length - one.length)[0];
      return new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const work = opening.result.transaction("docs", "readwrite");
          const docs = work.objectStore("docs");
          const key = bytes(id.replaceAll("-", ""));
          if (document !== null) docs.put(bytes(document), key);
          const found = docs.get(key);
          work.oncomplete = () => {
            opening.result.close();
            resolve(Array.from(new Uint8Array(found.result), (byte: number) => byte.toString(16).padStart(2, "0")).join(""));
          };
        };
      });
    },
    [id, document] as const,
  );
}
