// Two tabs of one person share the book; the one that leads may be closed or freeze.
import { expect, test } from "../fixtures/test.ts";
import { Book } from "../pages/book.ts";

test("an edit shows in the other tab; closing and freezing the leader stops nothing", async ({ team }) => {
  const first = await team.admin();
  const made = await first.create("contact", { first_name: "Imran", last_name: "Zaman" });
  const id = made.id;
  const second = new Book(await first.page.context().newPage(), team.proxy.origin);
  const there = await second.openRecord(id);
  await made.edit("job_title", "Trader");
  await expect(there.value("job_title")).toContainText("Trader");
  await there.edit("department", "Sales");
  await there.sent("department");

  await first.page.close();
  await there.edit("department", "Export");
  await there.sent("department");

  const third = new Book(await second.page.context().newPage(), team.proxy.origin);
  const again = await third.openRecord(id);
  await expect(again.value("department")).toContainText("Export");
  const session = await second.page.context().newCDPSession(second.page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await again.edit("department", "Import");
  await again.saved("department");
  await again.sent("department");
  await session.send("Page.setWebLifecycleState", { state: "active" });

  // The tab that led before it froze follows now, and is heard.
  await expect(there.value("department")).toContainText("Import");
  await there.edit("department", "Depot");
  await there.sent("department");
  await expect(again.value("department")).toContainText("Depot");
});

// Chromium puts no page by that holds a lock, so the test says what Safari says.
test("a page that is put by for Back leaves the book to others, and is there again when it is shown", async ({ team }) => {
  const first = await team.admin();
  const made = await first.create("contact", { first_name: "Imran", last_name: "Zaman" });
  await made.sent("first_name");
  const say = (event: string) =>
    first.page.evaluate((event) => void dispatchEvent(new PageTransitionEvent(event, { persisted: true })), event);
  const leaders = () => first.page.evaluate(async () => (await navigator.locks.query()).held?.length);
  await expect.poll(leaders).toBe(1);
  await say("pagehide");
  await expect.poll(leaders).toBe(0);

  const second = new Book(await first.page.context().newPage(), team.proxy.origin);
  const there = await second.openRecord(made.id);
  await there.edit("job_title", "Trader");
  await there.sent("job_title");
  await expect(made.value("job_title")).not.toContainText("Trader");

  await say("pageshow");
  await expect(made.value("job_title")).toContainText("Trader");
  await made.edit("department", "Sales");
  await made.sent("department");
  await expect(there.value("department")).toContainText("Sales");
});

test("an engine that lost the lead without hearing of it writes nothing stale, and the edit is not lost", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const record = await book.create("contact", { first_name: "Imran" });
  await record.saved("first_name");
  const other = await book.page.context().newPage();
  await other.goto(`${book.origin}/healthz`);
  // Another engine has led since: it named itself in the store and changed what was written there.
  const leader = (write: boolean) =>
    other.evaluate(
      (write) =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open("halkhata.local");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const meta = opening.result.transaction("meta", "readwrite").objectStore("meta");
            const key = new TextEncoder().encode("leader");
            if (write) meta.put(new Uint8Array(16), key);
            const reading = meta.get(key);
            reading.onsuccess = () => {
              opening.result.close();
              resolve(String(reading.result));
            };
          };
        }),
      write,
    );
  const foreign = await leader(true);
  await record.edit("job_title", "Trader");
  await record.saved("job_title");
  expect(await leader(false)).not.toBe(foreign);
  await book.page.reload();
  await expect(record.value("job_title")).toContainText("Trader");
});
