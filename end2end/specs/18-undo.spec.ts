// What was just done is taken back by Ctrl+Z, from the notice and from the palette, and done again; what a teammate
// did meanwhile stays.
import { expect, test } from "../fixtures/test.ts";

test("steps go back by Ctrl+Z and forth by Ctrl+Shift+Z", async ({ team }) => {
  const book = await team.visitor();
  await book.tryOut(false);
  const record = await book.create("deal", { name: "100 bags" });
  await record.edit("next_step", "Send the offer");
  await record.saved("next_step");
  await book.page.getByRole("button", { name: "Negotiation" }).click();
  await expect(record.value("stage")).toContainText("Negotiation");
  await book.page.locator(".toast-undo").last().click();
  await expect(record.value("stage")).toContainText("Prospecting");
  await expect(record.value("probability")).toContainText("10");
  await book.page.locator("h1").focus();
  await book.page.keyboard.press("Control+z");
  await expect(record.value("next_step")).not.toContainText("Send the offer");
  await expect(book.page.getByRole("status").filter({ hasText: "Taken back: 100 bags" })).toBeVisible();
  await book.page.keyboard.press("Control+Shift+z");
  await expect(record.value("next_step")).toContainText("Send the offer");
  await book.page.keyboard.press("Control+k");
  await book.page.locator(".palette-input").fill("undo");
  await book.page.keyboard.press("Enter");
  await expect(record.value("next_step")).not.toContainText("Send the offer");
});

test("what a teammate wrote since is not taken back with the own step", async ({ team }) => {
  const rina = await team.admin();
  const record = await rina.create("contact", { last_name: "Akter" });
  await record.edit("first_name", "Rina");
  await record.sent("first_name");
  const sumon = await team.teammate(rina);
  const theirs = await sumon.openRecord(record.id);
  await theirs.edit("job_title", "Buyer");
  await theirs.sent("job_title");
  await expect(record.value("job_title")).toContainText("Buyer");
  await rina.page.locator("h1").focus();
  await rina.page.keyboard.press("Control+z");
  await expect(record.value("first_name")).not.toContainText("Rina");
  await expect(record.value("job_title")).toContainText("Buyer");
  await expect(theirs.value("first_name")).not.toContainText("Rina");
});
