// A book that was begun without an account comes into the team: the person chooses what, the sample stays behind.
import { expect, test } from "../fixtures/test.ts";
import type { Book } from "../pages/book.ts";

/** How many records the list beneath has. */
const count = (book: Book) => book.page.locator(".top-count");

test("records of a local book are brought by choice, samples never, and the teammate gets them", async ({ team }) => {
  const rina = await team.admin();
  const sumon = await team.visitor();
  await sumon.tryOut(true);
  const contact = await sumon.create("contact", { first_name: "Laila", last_name: "Roy" });
  await contact.edit("job_title", "Buyer");
  await contact.saved("job_title");
  const contactId = contact.id;
  const task = await sumon.create("task", { subject: "Ring Laila" });
  await task.saved("subject");
  const taskId = task.id;

  await sumon.join(await rina.invitation(), "Sumon Das");
  await expect(sumon.notice("bring-local")).toBeVisible();
  await sumon.notice("bring-local").locator("a").click();
  const panel = sumon.page.locator("[data-panel=bring]");
  await expect(panel.locator(".check-row")).toHaveCount(2);
  // One contact and one task, nothing of the sample; the task stays behind this time.
  await expect(panel.locator(".check-row .number")).toHaveText(["1", "1"]);
  await panel.locator(".check-row", { hasText: "Task" }).locator("input").uncheck();
  await panel.locator(".button[data-variant=primary]").click();
  await expect(panel.locator(".check-row")).toHaveText([/Task/]);
  await expect(sumon.notice("bring-local")).toHaveCount(0);
  await sumon.sent();

  const seen = await rina.openRecord(contactId);
  await expect(seen.value("job_title")).toContainText("Buyer");
  await rina.open("/list/contact");
  await expect(rina.page.locator(".table-row .row-title")).toHaveCount(1);
  await rina.open("/list/task");
  await expect(rina.page.locator(".empty")).toBeVisible();

  // What the team wrote since is not overwritten by bringing the rest.
  const edited = await rina.openRecord(contactId);
  await edited.edit("department", "Exports");
  await edited.sent("department");
  await sumon.open("/settings#book");
  await expect(panel.locator(".check-row")).toHaveCount(1);
  await panel.locator(".button[data-variant=primary]").click();
  await expect(panel).toHaveCount(0);
  await sumon.sent();
  await rina.openRecord(taskId);
  await expect(rina.heading).toContainText("Ring Laila");
  const merged = await sumon.openRecord(contactId);
  await expect(merged.value("department")).toContainText("Exports");
  await expect(merged.value("job_title")).toContainText("Buyer");
});

test("a sample that was removed can be filled in again, and a reload does not lose the wish", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(true);
  await book.open("/settings#book");
  await book.page.getByRole("button", { name: "Remove sample data" }).click();
  await book.open("/today");
  const fill = book.page.getByRole("button", { name: /sample/i });
  await fill.click();
  await expect(book.page.locator(".today li").first()).toBeVisible();
  await book.open("/list/contact");
  await expect(count(book)).toHaveText(/^[1-9]/);
  const contacts = await count(book).innerText();

  const hasty = await team.visitor();
  await hasty.open("/");
  await hasty.page.evaluate(() => {
    new MutationObserver(() => {
      if (localStorage.getItem("halkhata.book")) location.reload();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await Promise.all([hasty.page.waitForEvent("load"), hasty.page.locator(".account-way").first().click()]);
  await expect(hasty.page.locator(".today li").first()).toBeVisible();
  await hasty.open("/list/contact");
  await expect(count(hasty)).toHaveText(contacts);
});
