// A team's own fields: an administrator adds them without a network, everybody gets them, fills them in, sees them in lists,
// and nobody else can change what they are.
import { violations } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { CustomFields } from "../pages/custom-fields.ts";
import { RecordPage } from "../pages/record.ts";

test("a field that is added without a network is everybody's when there is one", async ({ team }) => {
  const rina = await team.visitor({ viewport: { width: 1440, height: 900 } });
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const id = (await rina.create("contact", { last_name: "Begum" })).id;
  await rina.sent();
  const sumon = await team.teammate(rina);
  await team.proxy.close();
  await rina.offline();

  const fields = new CustomFields(rina);
  await fields.open("Contacts");
  await expect(rina.page.locator(".empty")).toBeVisible();
  expect(await violations(rina.page, "own fields, none yet")).toEqual([]);
  await fields.add({ name: "Trade licence", bengali: "ট্রেড লাইসেন্স" });
  await fields.add({ name: "Grade", kind: "One of several choices", choices: [["Pays at once"], ["Pays late", "দেরিতে দেয়"]], check: "own fields, a new one" });
  await expect(fields.names).toHaveText(["Trade licence", "Grade"]);
  await rina.page.getByRole("button", { name: "Move Grade up" }).click();
  await expect(fields.names).toHaveText(["Grade", "Trade licence"]);
  // Also after a reload without a network.
  await rina.page.reload();
  await fields.choose("Contacts");
  await expect(fields.names).toHaveText(["Grade", "Trade licence"]);
  expect(await violations(rina.page, "own fields")).toEqual([]);

  const hers = await rina.openRecord(id);
  const licence = await fields.key("Trade licence");
  await hers.edit(licence, "TRAD/DSCC/004");
  await hers.saved(licence);
  await team.proxy.open();
  await rina.sent(40_000);

  const his = await sumon.openRecord(id);
  await his.section("details");
  await expect(his.value(licence)).toContainText("TRAD/DSCC/004");
  const grade = await new CustomFields(sumon).key("Grade");
  await his.row(grade).locator(".field-edit").click();
  await his.row(grade).locator("select").selectOption({ label: "Pays late" });
  await his.row(grade).locator("select").press("Enter");
  await his.sent(grade);
  await expect(hers.value(grade)).toContainText("Pays late");
  expect((await hers.history(grade))[0]).toContain("Pays late");

  // In a list: as a column, as a filter, and by what it holds.
  await sumon.open("/list/contact");
  await sumon.page.getByRole("button", { name: "Columns" }).click();
  await sumon.page.getByRole("dialog").getByRole("checkbox", { name: "Grade" }).click();
  await sumon.page.keyboard.press("Escape");
  await expect(sumon.page.locator(".table-row")).toContainText("Pays late");
  await expect(await sumon.search("DSCC")).toHaveText(["Begum"]);

  // A choice gets another name everywhere, and records keep what they hold.
  await fields.open("Contacts");
  await fields.rename("Grade", "Pays late", "Pays after Eid");
  await expect(sumon.page.locator(".table-row")).toContainText("Pays after Eid");
  await sumon.language("bn");
  await sumon.openRecord(id);
  await expect(sumon.page.locator(`[data-field="${licence}"]`)).toContainText("ট্রেড লাইসেন্স");
  await expect(his.value(grade)).toContainText("দেরিতে দেয়");
});

test("a retired field is offered no more and comes back with what records hold; others change none", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const sumon = await team.teammate(rina);
  const fields = new CustomFields(rina);
  await fields.open("Contacts");
  await fields.add({ name: "Credit limit", kind: "Amount of money" });
  await fields.tooLittle();
  const key = await fields.key("Credit limit");
  await rina.open("/create/contact");
  await rina.page.locator('[data-field="last_name"] input').fill("Begum");
  await rina.page.getByRole("button", { name: "More fields" }).click();
  await rina.page.locator(`[data-field="${key}"] input`).first().fill("50000");
  await rina.page.locator("form button[type=submit]").click();
  await rina.page.waitForURL(/\/record\//);
  const hers = await rina.openRecord(new URL(rina.page.url()).pathname.split("/").pop() ?? "");
  await hers.section("details");
  await expect(hers.value(key)).toContainText("50,000");

  await fields.open("Contacts");
  await rina.page.getByRole("button", { name: "Retire Credit limit" }).click();
  await expect(rina.page.getByRole("button", { name: "Use Credit limit again" })).toBeVisible();
  await rina.sent();
  await rina.page.goBack();
  await hers.section("details");
  await expect(hers.value("last_name")).toContainText("Begum");
  await expect(hers.row(key)).toHaveCount(0);
  await fields.open("Contacts");
  await rina.page.getByRole("button", { name: "Use Credit limit again" }).click();
  await expect(fields.names).toHaveText(["Credit limit"]);
  await rina.sent();
  await rina.page.goBack();
  await hers.section("details");
  await expect(hers.value(key)).toContainText("50,000");

  await sumon.open("/settings#fields");
  await expect(sumon.page.locator(".settings-title")).not.toHaveText("Your own fields");
});

test("two administrators who rename a field at once choose between both names", async ({ team }) => {
  const rina = await team.visitor();
  await rina.setUp(team.relay.setupToken, "Rina Akter");
  const mina = await team.visitor();
  await mina.join(await rina.invitation("administrator"), "Mina Begum");
  const [hers, minas] = [new CustomFields(rina), new CustomFields(mina)];
  await hers.open("Contacts");
  await hers.add({ name: "Credit limit", kind: "Number" });
  await rina.sent();
  await minas.open("Contacts");
  await expect(minas.names).toHaveText(["Credit limit"]);
  await team.proxy.close();
  for (const [book, fields, name] of [[rina, hers, "Credit"], [mina, minas, "Limit"]] as const) {
    await book.offline();
    await fields.call("Credit limit", name);
    await expect(fields.names).toHaveText([name]);
  }
  await team.proxy.open();
  for (const fields of [hers, minas]) await expect(fields.split).toBeVisible({ timeout: 40_000 });
  const other = (await hers.names.textContent()) === "Credit" ? "Limit" : "Credit";
  await hers.split.click();
  const record = new RecordPage(rina.page);
  expect(await record.otherValues("name")).toEqual([other]);
  expect(await violations(rina.page, "a definition in conflict")).toEqual([]);
  await record.choose("name", other);
  await expect(record.value("name")).toContainText(other);
  await expect(minas.names).toHaveText([other], { timeout: 20_000 });
  await expect(minas.split).toHaveCount(0);
});
