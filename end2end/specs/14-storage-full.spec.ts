// The browser has no room left: the book can be read, says why nothing can be written, and goes on when there is room.
import { expect, test } from "../fixtures/test.ts";
import { Importer } from "../pages/importer.ts";
import { RecordPage } from "../pages/record.ts";

/** Enough for a small book, too little for the import. Chromium asks anew for room only where a store is first opened,
 *  so that it is set before. */
const QUOTA = 2_000_000;

test("a full device says so, keeps what was saved, and goes on when there is room", async ({ team }) => {
  test.setTimeout(3 * 60_000);
  const book = await team.visitor({ serviceWorkers: "block" });
  await book.open("/healthz");
  const session = await book.page.context().newCDPSession(book.page);
  const room = (quotaSize?: number) => session.send("Storage.overrideQuotaForOrigin", { origin: book.origin, quotaSize });
  await room(QUOTA);
  await book.tryOut(false);
  const made = await book.create("contact", { first_name: "Karim" });
  await made.saved("first_name");
  const importer = new Importer(book);
  const rows = Array.from({ length: 20_000 }, (_, place) => `First ${place},Last ${place},p${place}@example.com`);
  await importer.load("many.csv", `First Name,Last Name,Email\n${rows.join("\n")}\n`, "contact");
  await book.page.locator("[data-import=run]").click();
  await expect(book.notice("storage-full")).toBeVisible({ timeout: 60_000 });
  await expect(book.page.locator("[data-stage]")).toHaveAttribute("data-stage", "failed");

  // What is there can be read, and no edit is offered that could not be kept.
  await book.page.locator('nav a[href="/list/contact"]').first().click();
  await book.page.locator(".table-row .row-title").first().click();
  const record = new RecordPage(book.page);
  await record.section("details");
  await expect(record.value("first_name")).not.toBeEmpty();
  await expect(book.page.locator(".field-edit")).toHaveCount(0);
  await expect(book.mark).toHaveAttribute("data-state", "blocked");

  await room();
  await expect(book.notice("storage-full")).toHaveCount(0, { timeout: 60_000 });
  await record.edit("job_title", "Head buyer");
  await record.saved("job_title");
  await book.page.reload();
  await record.section("details");
  await expect(record.value("job_title")).toContainText("Head buyer");
});
