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
});
