//! The sample book in English.

mod accounts;
mod activities;
mod deals;
mod people;

use super::Sample;

/// The sample.
pub(super) static SAMPLE: Sample = Sample {
    objects: &[
        ("account", accounts::ACCOUNTS),
        ("contact", people::CONTACTS),
        ("lead", people::LEADS),
        ("deal", deals::DEALS),
        ("task", activities::TASKS),
        ("call", activities::CALLS),
        ("meeting", activities::MEETINGS),
        ("note", activities::NOTES),
    ],
};
