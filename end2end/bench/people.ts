// Contacts of twenty fields each, the same on every run: names, phones and texts drawn from a seeded generator.

const FIRST = "Rahim Karim Nadia Rina Sumon Farhana Imran Jamal Laila Mahmud Nasrin Omar Parvin Rashed Salma Tariq Anika Babul Champa Dipu".split(" ");
const LAST = "Ahmed Akter Ali Begum Chowdhury Das Haque Hossain Islam Khan Mia Rahman Roy Saha Sarker Sultana Talukder Uddin Zaman Sheikh".split(" ");
const WORDS = "delivery price jute cotton garment invoice shipment meeting sample order quality tender dealer market supply machine thread colour border festival".split(" ");
const CITIES = "Dhaka Chattogram Khulna Rajshahi Sylhet Barishal Rangpur Mymensingh Cumilla Narayanganj".split(" ");

export interface NewRecord {
  object: string;
  fields: Record<string, string>;
}

/** Contacts number `from` to `from + count`. */
export function contacts(count: number, from = 0): NewRecord[] {
  return Array.from({ length: count }, (_, place) => contact(from + place));
}

function contact(number: number): NewRecord {
  const draw = generator(number + 1);
  const pick = (list: string[]) => list[Math.floor(draw() * list.length)];
  const words = (count: number) => Array.from({ length: count }, () => pick(WORDS)).join(" ");
  const first = pick(FIRST);
  const last = pick(LAST);
  const digits = String(10_000_000 + number);
  const city = pick(CITIES);
  return {
    object: "contact",
    fields: {
      first_name: first,
      last_name: `${last} ${number}`,
      job_title: words(2),
      department: pick(WORDS),
      emails: `${first}.${last}.${number}@example.com`.toLowerCase(),
      phones: `017${digits}`,
      fax: `02${digits}`,
      assistant_name: `${pick(FIRST)} ${pick(LAST)}`,
      assistant_phone: `018${digits}`,
      birth_date: `19${50 + (number % 50)}-0${1 + (number % 9)}-1${number % 10}`,
      lead_source: "referral",
      salutation: number % 2 ? "ms" : "mr",
      preferred_channels: "phone",
      mailing_address: `House ${number % 300}, Road ${number % 40}\n${city}\nBangladesh`,
      description: words(18),
      tags: pick(WORDS),
      skype: `${first}${number}`.toLowerCase(),
      website: `https://example.com/${number}`,
      linkedin: `https://www.linkedin.com/in/bench-${number}`,
      twitter: `bench${number}`,
    },
  };
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
