//! Many devices, a network and a relay in one process, under one clock and one source of chance: whatever breaks
//! on the way, everybody ends with the same book and nothing that was saved or acknowledged is lost.
//!
//! `SEED=123 cargo test -p crm-tests --test simulation storms` replays one seed; `TOLD=1` tells
//! everything that happens in it; `SEEDS=10000` runs more of them.

mod bulk;
mod checks;
mod conflicts;
mod conversation;
mod copies;
mod custom_fields;
mod disk;
mod erasure;
mod events;
mod faults;
mod forms;
mod formulas;
mod hidden_fields;
mod hiding;
mod inbox;
mod keeping;
mod large;
mod leases;
mod merging;
mod mischief;
mod network;
mod past;
mod people;
mod pipelines;
mod pocket;
mod private_people;
mod private_storm;
mod refusals;
mod relay_host;
mod rules;
mod scenarios;
mod scoring;
mod sights;
mod storm;
mod storms;
mod tally;
mod templates;
mod undo;
mod values;
mod world;
