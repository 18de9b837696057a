//! What screens show: rows, lists, boards, one record, its timeline, search. Pure functions of records.

pub mod bant;
pub mod days;
pub mod duplicates;
pub mod formula;
pub mod keeping;
pub mod lanes;
pub mod layout;
pub mod likeness;
pub mod mentions;
pub mod query;
pub mod record;
pub mod relative;
pub mod row;
pub mod saved;
pub mod scoring;
pub mod selection;
pub mod shaping;
pub mod visit;
