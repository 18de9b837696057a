// A field that a profile hides: what it holds leaves the devices of these people for good, also out of the history, and is
// read and written by the others in its record as ever.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Access, lies } from "../pages/access.ts";

test("what a profile hides lies on no device of its people, and on the others in its record", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter", true);
  const id = (await rina.create("account", { name: "Padma Textiles" })).id;
  const first = await rina.openRecord(id);
  await first.edit("tax_id", "BIN-55512");
  await first.sent("tax_id");
  const sumon = await team.teammate(rina);
  const his = await sumon.openRecord(id);
  await his.section("details");
  await expect(his.value("tax_id")).toContainText("BIN-55512");
  expect(await lies(sumon, "BIN-55512")).toBe(true);

  const access = new Access(rina);
  await access.open();
  const fields = rina.page.locator(".access-more", { hasText: "What may be done with each field" });
  await fields.locator("summary").click();
  await fields.getByLabel("Records").selectOption({ label: "Accounts" });
  // What names a record cannot be hidden.
  await expect(fields.getByLabel("Parent account").locator("option")).toHaveCount(2);
  await fields.getByLabel("Tax number").selectOption({ label: "Hidden" });
  expect(await violations(rina.page, "who sees what, with fields")).toEqual([]);
  await access.putInForce();

  await expect(his.row("tax_id")).toHaveCount(0);
  await expect(his.value("name")).toContainText("Padma Textiles");
  await expect.poll(() => lies(sumon, "BIN-55512")).toBe(false);
  await sumon.page.reload();
  await expect(his.value("name")).toContainText("Padma Textiles");
  await expect(his.row("tax_id")).toHaveCount(0);
  await sumon.open("/list/account");
  await sumon.page.getByRole("button", { name: "Columns" }).click();
  await expect(sumon.page.getByRole("dialog")).not.toContainText("Tax number");

  // Who may read it goes on as before, also without a network.
  const hers = await rina.openRecord(id);
  await expect(hers.value("tax_id")).toContainText("BIN-55512");
  await team.proxy.close();
  await rina.offline();
  await hers.edit("tax_id", "BIN-77734");
  await hers.saved("tax_id");
  await rina.page.reload();
  await expect(hers.value("tax_id")).toContainText("BIN-77734");
  await team.proxy.open();
  await rina.sent(40_000);
  expect((await hers.history("tax_id"))[0]).toContain("BIN-77734");
  expect(await lies(sumon, "BIN-77734")).toBe(false);

  // Shown again, it is there again.
  await access.open();
  await fields.locator("summary").click();
  await fields.getByLabel("Records").selectOption({ label: "Accounts" });
  await fields.getByLabel("Tax number").selectOption({ label: "Read only" });
  await access.putInForce();
  await sumon.openRecord(id);
  await expect(his.value("tax_id")).toContainText("BIN-77734");
  await expect(his.row("tax_id").locator(".field-edit")).toHaveCount(0);
});
