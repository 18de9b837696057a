//! Files of other systems become records, with counts that add up.

mod real_files;
mod rules;
mod shelf;
