//! Whatever bytes come, nothing falls over: frames, changes, filters, files and stored rows, each for some seconds of
//! random input. `FUZZ_SECONDS` says how many. What once failed is kept in `__fuzz__` and tried first; a failure prints
//! its seed (`BOLERO_RANDOM_SEED`).

mod changes;
mod csv;
mod filters;
mod frames;
mod rows;

use crm_core::commands::{Situation, outcome};
use crm_core::exchange::demo;
use crm_core::fields::Context;
use crm_core::views::record::Record;
use std::time::Duration;

/// How long each target runs.
fn long_enough() -> Duration {
    let asked = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or(20))
}

/// A place in some bytes, and what comes there: most inputs are near something honest, or nothing gets past the first check.
type Damage = Vec<(u16, Blow)>;

/// What happens at a place.
#[derive(Clone, Copy, Debug, bolero::TypeGenerator)]
enum Blow {
    /// Another byte stands there.
    Byte(u8),
    /// One bit is another.
    Bit(u8),
    /// A byte comes between.
    More(u8),
    /// So many bytes go.
    Less(u8),
    /// So many bytes come again.
    Again(u8),
    /// The rest goes.
    End,
}

fn damaged(honest: &[u8], damage: &Damage) -> Vec<u8> {
    let mut bytes = honest.to_vec();
    for (place, blow) in damage {
        if bytes.is_empty() {
            break;
        }
        let place = usize::from(*place) % bytes.len();
        let reach = |count: u8| (place + usize::from(count)).min(bytes.len());
        match *blow {
            Blow::Byte(byte) => bytes[place] = byte,
            Blow::Bit(bit) => bytes[place] ^= 1 << (bit % 8),
            Blow::More(byte) => bytes.insert(place, byte),
            Blow::Less(count) => drop(bytes.drain(place..reach(count))),
            Blow::Again(count) => {
                let part = bytes[place..reach(count)].to_vec();
                bytes.splice(place..place, part);
            }
            Blow::End => bytes.truncate(place),
        }
    }
    bytes
}

/// The records of the sample book in both languages.
fn sample() -> Vec<Record> {
    let situation = Situation::bare(1_795_298_400_000);
    let of = |(language, seed): (&str, u8)| {
        let plans = demo::records(language, &Context::BANGLADESH, &situation, [seed; 14])
            .expect("the sample is right");
        plans
            .into_iter()
            .map(|plan| outcome::apply(Record::empty(plan.record, &plan.object), &plan.edits, situation.now))
    };
    [("en", 1), ("bn", 2)].into_iter().flat_map(of).collect()
}
