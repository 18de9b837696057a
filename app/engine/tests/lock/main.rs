//! A locked book: what it tells (nothing), what it goes on doing, and what opens it.

mod lease;
mod phone;
mod pins;
mod told;
