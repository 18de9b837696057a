// The relay is killed with -9 among pushes: nothing acknowledged is lost, nothing is applied twice.
import { expect, test } from "../fixtures/test.ts";

const KILLS = 5;

test("a relay killed five times among pushes keeps what it acknowledged", async ({ team }) => {
  test.setTimeout(4 * 60_000);
  const rina = await team.admin();
  const record = await rina.create("contact", { first_name: "Champa", last_name: "Begum" });
  await record.sent("first_name");
  const id = record.id;
  const acknowledged: string[] = [];
  let number = 0;
  for (let turn = 0; turn < KILLS; turn += 1) {
    const writing = (async () => {
      for (let step = 0; step < 8; step += 1) {
        number += 1;
        await record.edit("job_title", `push ${number}`);
        await record.saved("job_title");
        const state = await record.row("job_title").getAttribute("data-save");
        if (state === "sent") acknowledged.push(`push ${number}`);
      }
    })();
    await new Promise((next) => setTimeout(next, 150 + turn * 120));
    await team.relay.stop("SIGKILL");
    await writing;
    await team.relay.start();
    await rina.sent(40_000);
  }
  const sumon = await team.teammate(rina);
  const seen = await sumon.openRecord(id);
  await expect(seen.value("job_title")).toHaveText(new RegExp(`push ${number}`));
  await expect(seen.row("job_title").locator("[data-conflict]")).toHaveCount(0);
  // The timeline holds each edit once.
  const history = await seen.page.locator("main").innerText();
  for (const text of acknowledged) {
    const times = history.split(new RegExp(`${text}(?!\\d)`)).length - 1;
    expect(times, `${text} in the timeline`).toBeLessThanOrEqual(3);
  }
});
