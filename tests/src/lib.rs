//! What the tests share: where the repository is and what is in it.

pub mod repository;
