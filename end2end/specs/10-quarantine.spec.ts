// Hostile bytes that an old relay let through, or that lie on the device: the app is usable within ten seconds, the
// record is set aside under its name, every other record works.
import { readFileSync } from "node:fs";
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

interface Hostile {
  name: string;
  stored: boolean;
  bytes: string;
}

const FILE = JSON.parse(readFileSync("tests/fixtures/hostile.json", "utf8"));
const CHANGES: Hostile[] = FILE.changes;
// Ten seconds are promised to a device of its own; a build server shares its cores.
const USABLE = 20_000;

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
        const [record, bytes] = [FILE.record, change.bytes].map((hex) => Buffer.from(hex, "hex"));
        if (change.stored) line?.snapshot(record, FILE.kind, Buffer.from(FILE.stored, "hex"));
        line?.changes(record, FILE.kind, [bytes]);
      };
      const told = async () => {
        if (!(await book.notice("set-aside").isVisible())) tell();
        return book.notice("set-aside").isVisible();
      };
      await expect.poll(told, { message: change.name, timeout: USABLE, intervals: [500] }).toBe(true);
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
    const document = (hostile(name).stored ? FILE.stored : FILE.blank) + hostile(name).bytes;
    await book.page.evaluate(
      ([id, document]) =>
        new Promise<void>((resolve, reject) => {
          const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
          const opening = indexedDB.open("halkhata.local");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const writing = opening.result.transaction("docs", "readwrite");
            writing.objectStore("docs").put(bytes(document), bytes(id.replaceAll("-", "")));
            writing.oncomplete = () => {
              opening.result.close();
              resolve();
            };
          };
        }),
      [badId, document],
    );
    const begun = Date.now();
    await book.open(`/record/${badId}`);
    await expect(book.page.locator("[data-record=set-aside]")).toBeVisible({ timeout: USABLE });
    await expect(book.notice("set-aside")).toBeVisible({ timeout: USABLE });
    expect(Date.now() - begun).toBeLessThan(USABLE);
    await works(book, goodId, "Buyer");
    // It stays aside: the next start does not try it again.
    await book.open("/list/contact");
    await expect(book.page.locator(".table-row")).toHaveCount(2);
    await book.open(`/record/${badId}`);
    await expect(book.page.locator("[data-record=set-aside]")).toBeVisible({ timeout: 3_000 });
  });
}
