// Two people edit the same records without a network; what they see afterwards is the same and holds both.
import { expect, test } from "../fixtures/test.ts";

test("two people offline: fields merge, both amounts stay, each sentence is there once", async ({ team }) => {
  const rina = await team.admin();
  const contact = await rina.create("contact", { first_name: "Karim", last_name: "Mia" });
  await contact.saved("first_name");
  const contactId = contact.id;
  const deal = await rina.create("deal", { name: "Jute sacks" });
  const dealId = deal.id;
  await deal.edit("description", "Agreed on the phone.");
  await deal.saved("description");
  await rina.sent();

  const sumon = await team.teammate(rina);
  await sumon.openRecord(dealId);
  await expect(sumon.heading).toContainText("Jute sacks");

  await team.proxy.close();
  await rina.offline();
  await sumon.offline();
  const sentence = { rina: "They want delivery in March.", sumon: "Payment within thirty days." };
  for (const [book, field, text, amount, note] of [
    [rina, "job_title", "Buyer", "1000", `${sentence.rina} Agreed on the phone.`],
    [sumon, "department", "Purchasing", "2500", `Agreed on the phone. ${sentence.sumon}`],
  ] as const) {
    const person = await book.openRecord(contactId);
    await person.edit(field, text);
    await person.saved(field);
    const sale = await book.openRecord(dealId);
    await sale.edit("amount", amount);
    await sale.saved("amount");
    await sale.edit("description", note);
    await sale.saved("description");
  }
  await team.proxy.open();
  await rina.sent(40_000);
  await sumon.sent(40_000);

  const seen: { amount: string; other: string[]; note: string; heads: string[] }[] = [];
  for (const book of [rina, sumon]) {
    const person = await book.openRecord(contactId);
    await expect(person.value("job_title")).toContainText("Buyer");
    await expect(person.value("department")).toContainText("Purchasing");
    const heads = [await person.heads()];
    const sale = await book.openRecord(dealId);
    await sale.conflicts("amount");
    const note = await sale.value("description").innerText();
    for (const text of Object.values(sentence)) expect(note.split(text)).toHaveLength(2);
    expect(note.split("Agreed on the phone.")).toHaveLength(2);
    const amount = await sale.value("amount").innerText();
    heads.push(await sale.heads());
    seen.push({ amount, note, heads, other: await sale.otherValues("amount") });
    expect(seen.at(-1)?.other).toHaveLength(1);
  }
  expect(seen[0]).toEqual(seen[1]);
  const values = [seen[0].amount, ...seen[0].other].map((text) => text.replace(/\D/g, "").replace(/00$/, ""));
  expect(values.sort()).toEqual(["10", "25"]);
});
