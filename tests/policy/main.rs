//! The evaluation of the policy against a naive reference, over generated policies, people and records.
//!
//! `SEED=123 cargo test -p crm-tests --test policy` replays one seed; `SEEDS=10000` runs more of them.

mod comparison;
mod generated;
