// A record as it was: before a change and at a moment, without a network; one field put back, all of it, and taken back.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Past } from "../pages/past.ts";

test("fields are put back to what they held before a change, without a network, for everybody", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const record = await rina.create("contact", { first_name: "Karim", last_name: "Mia" });
  const id = record.id;
  await record.edit("job_title", "Clerk");
  await record.saved("job_title");
  await record.edit("job_title", "Buyer");
  await record.sent("job_title");
  const sumon = await team.teammate(rina);
  const his = await sumon.openRecord(id);
  await his.edit("department", "Stores");
  await his.sent("department");
  await expect(record.value("department")).toContainText("Stores");

  await team.proxy.close();
  await rina.offline();
  const past = new Past(rina.page);
  await past.before("Clerk");
  await expect(past.row("job_title")).toContainText("Clerk");
  await expect(past.row("job_title").locator(".past-now")).toContainText("Buyer");
  await expect(past.tick("job_title")).toBeChecked();
  // What somebody else wrote later differs, too, but is not what this change did.
  await expect(past.tick("department")).not.toBeChecked();
  await expect(past.same("last_name")).toContainText("Mia");
  expect(await violations(rina.page, "as it was")).toEqual([]);
  await past.putBack("Put 1 field back");
  await expect(record.value("job_title")).toContainText("Clerk");
  await expect(record.value("department")).toContainText("Stores");

  await team.proxy.open();
  await expect(his.value("job_title")).toContainText("Clerk", { timeout: 40_000 });
  await rina.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await expect(his.value("job_title")).toContainText("Buyer", { timeout: 20_000 });

  // All that differs, ticked at once.
  await past.before("Clerk");
  await past.all();
  await past.putBack("Put 2 fields back");
  await expect(record.value("job_title")).toContainText("Clerk");
  await expect(record.row("department")).not.toContainText("Stores");
});

test("any moment can be looked at, and the window goes on with the record", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const record = await rina.create("contact", { first_name: "Karim", last_name: "Mia" });
  await record.edit("job_title", "Clerk");
  await record.saved("job_title");
  await record.edit("department", "Stores");
  await record.sent("department");
  const sumon = await team.teammate(rina);
  const his = await sumon.openRecord(record.id);
  const past = new Past(rina.page);
  // In the zone of the device, which is six hours from that of the clocks.
  const dhaka = (minutes: number) => new Date(Date.now() + (6 * 60 + minutes) * 60_000).toISOString().slice(0, 16);
  await past.ofMoment(dhaka(-60));
  await expect(past.window).toContainText("The record was not there yet");
  await past.moment.fill("");
  await expect(past.window).toContainText("Give a day and a time");
  await expect(past.window.getByRole("button", { name: /Put/ })).toHaveCount(0);
  await past.moment.fill(dhaka(2));
  await expect(past.window).toContainText("Everything was as it is now");

  await past.close();

  // What comes meanwhile is seen before it is taken away.
  await past.before("Not set", "Stores");
  await expect(past.tick("department")).toBeChecked();
  await past.tick("department").uncheck();
  await his.edit("job_title", "Buyer");
  await expect(past.row("job_title").locator(".past-now")).toContainText("Buyer", { timeout: 20_000 });
  await expect(past.tick("job_title")).not.toBeChecked();
  await past.tick("job_title").check();
  await his.edit("department", "Purchasing");
  await expect(past.row("department").locator(".past-now")).toContainText("Purchasing", { timeout: 20_000 });
  await expect(past.tick("job_title")).toBeChecked();
  await past.putBack("Put 1 field back");
  await expect(record.value("job_title")).toContainText("Clerk");
  await expect(record.value("department")).toContainText("Purchasing");
});

test("of a deleted record one sees how it was and puts nothing back", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 390, height: 844 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const record = await rina.create("account", { name: "Padma Textiles" });
  await record.edit("name", "Padma Mills");
  await record.sent("name");
  await record.menu();
  await rina.page.getByRole("menuitem", { name: "Delete" }).click();
  await rina.sent();
  await rina.openRecord(record.id);
  await record.section("activity");
  const past = new Past(rina.page);
  await past.before("Padma Textiles");
  await expect(past.row("name")).toContainText("Padma Textiles");
  await expect(past.tick("name")).toBeDisabled();
  await expect(past.window.getByRole("button", { name: /Put/ })).toHaveCount(0);
  expect(await violations(rina.page, "as it was, of a deleted record")).toEqual([]);
});
