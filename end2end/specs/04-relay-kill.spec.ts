// The relay is killed with -9 among pushes: nothing acknowledged is lost, nothing is applied twice.
import { expect, test, type Team } from "../fixtures/test.ts";

const EDITS = 8;

/** When the relay dies, counted in what passes the proxy after the edits have begun. */
const KILLS = [
  { why: "before a push reaches it", from: "browser", nth: 1 },
  { why: "when a push was acknowledged, and the word of it is lost", from: "relay", nth: 1 },
  { why: "between two pushes", from: "browser", nth: 3 },
  { why: "when some edits are acknowledged, and the next word is lost", from: "relay", nth: 3 },
  { why: "with most edits sent", from: "browser", nth: 5 },
] as const;

test("a relay killed five times among pushes keeps what it acknowledged", async ({ team }) => {
  test.setTimeout(4 * 60_000);
  const rina = await team.admin();
  const record = await rina.create("contact", { first_name: "Champa", last_name: "Begum" });
  await record.sent("first_name");
  const { id } = record;
  let number = 0;
  for (const kill of KILLS) {
    const killed = killAt(team, kill.from, kill.nth);
    for (let step = 0; step < EDITS; step += 1) {
      number += 1;
      await record.edit("job_title", `push ${number}`);
      await record.saved("job_title");
      await expect(record.value("job_title"), `edited ${kill.why}`).toHaveText(`push ${number}`);
    }
    await killed;
    await team.relay.start();
    await rina.sent(40_000);
    await record.sent("job_title");
  }
  const sumon = await team.teammate(rina);
  const seen = await sumon.openRecord(id);
  await expect(seen.value("job_title")).toHaveText(`push ${number}`);
  await expect(seen.row("job_title").locator("[data-conflict]")).toHaveCount(0);
  const edits = Array.from({ length: number }, (_, at) => `push ${number - at}`);
  expect(await seen.history("job_title"), "each edit once, newest first").toEqual(edits);
});

/** Kills the relay with the nth bytes that come from there, before they are passed on. */
function killAt(team: Team, from: "browser" | "relay", nth: number): Promise<void> {
  let heard = 0;
  return new Promise((resolve, reject) => {
    team.proxy.tap = (speaker) => {
      heard += Number(speaker === from);
      if (heard < nth) return undefined;
      team.proxy.tap = null;
      team.relay.stop("SIGKILL").then(resolve, reject);
      return "cut";
    };
  });
}
