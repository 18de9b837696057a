//! A phone of somebody in a team. A locked book: what it tells (nothing), what it goes on doing, and what opens it. What
//! is taken out of an open one as files. What it tells and sends after the relay was restored. How it is encrypted.
//! What waits in it for a choice.

mod conflicts;
mod encrypted;
mod exports;
mod lease;
mod phone;
mod pins;
mod repair;
mod told;
