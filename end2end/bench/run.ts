// `make bench`: prints one JSON object per figure, the median of its runs. `ONLY=search` runs what has that in a name.
import { FIGURES, percentile, type Figure } from "./figures.ts";

// The relay's load is a thousand devices of one person; whoever measures may say otherwise.
process.env.HALKHATA_SOCKETS_PER_PERSON ??= "2000";

const only = process.argv[2] ?? "";
const most = Number(process.env.RUNS ?? Infinity);

for (const figure of FIGURES) {
  if (figure.names.some((name) => name.includes(only))) await run(figure);
}

async function run(figure: Figure): Promise<void> {
  const values = new Map<string, number[]>();
  const runs = Math.min(figure.runs, most);
  for (let turn = 1; turn <= runs; turn += 1) {
    console.error(`${figure.names[0]} …: run ${turn} of ${runs}`);
    for (const [name, value] of Object.entries(await figure.measure())) {
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  for (const [name, found] of values) {
    const value = Number(percentile(found, 50).toPrecision(4));
    console.log(JSON.stringify({ name, value, unit: figure.unit(name), n: figure.n, runs: found.length }));
  }
}
