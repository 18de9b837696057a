//! Keeps two copies of a workspace converging, for engine and relay alike.
//!
//! Sans-I/O: events go in, effects come out; time and randomness are arguments. What the bytes of a change mean
//! is nobody's business here.

pub mod digest;
pub mod frame;
pub mod lease;
pub mod page;
pub mod store;

pub mod backoff;
pub mod effect;
pub mod session;
