// A tab is killed in the middle of quick edits: what said "on this device" is there afterwards.
import { expect, test } from "../fixtures/test.ts";
import { kill } from "../fixtures/kill.ts";
import { RecordPage } from "../pages/record.ts";

const FIELDS = ["job_title", "department", "fax", "assistant_name", "skype"];
const KILLS = 20;
const EDITS = 200;

test("a tab killed twenty times among two hundred edits loses nothing that was saved", async ({ team }) => {
  test.setTimeout(6 * 60_000);
  const rina = await team.admin();
  const made = await rina.create("contact", { first_name: "Babul", last_name: "Sheikh" });
  await made.saved("first_name");
  const id = made.id;
  const context = rina.page.context();
  let page = rina.page;
  const saved = new Map<string, number>();
  await context.exposeBinding("fieldSaved", (_, field: string, text: string) => {
    const number = Number(text.match(/edit (\d+)/)?.[1] ?? -1);
    saved.set(field, Math.max(number, saved.get(field) ?? -1));
  });
  await context.addInitScript(() => {
    const tell = () => {
      for (const row of document.querySelectorAll("[data-field]")) {
        const state = row.getAttribute("data-save");
        const text = row.querySelector(".field-value")?.textContent;
        if ((state === "device" || state === "sent") && text?.includes("edit ")) {
          (globalThis as any).fieldSaved(row.getAttribute("data-field"), text);
        }
      }
    };
    new MutationObserver(tell).observe(document, { attributes: true, attributeFilter: ["data-save"], subtree: true });
  });

  let number = 0;
  for (let turn = 0; turn < KILLS; turn += 1) {
    if (turn > 0) page = await context.newPage();
    await page.goto(`${team.proxy.origin}/record/${id}`);
    const record = new RecordPage(page);
    for (const field of FIELDS) {
      const least = saved.get(field);
      if (least === undefined) continue;
      await expect(record.value(field)).toContainText("edit ");
      const text = await record.value(field).innerText();
      expect(Number(text.match(/edit (\d+)/)?.[1]), `${field} after kill ${turn}`).toBeGreaterThanOrEqual(least);
    }
    // The moment of the kill moves through the edits from turn to turn.
    const until = number + EDITS / KILLS + (turn % 5);
    for (; number < until; number += 1) await record.edit(FIELDS[number % FIELDS.length], `edit ${number}`);
    await kill(page);
  }
  expect(number).toBeGreaterThanOrEqual(EDITS);
});
