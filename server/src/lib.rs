//! The relay: orders, checks, stores and forwards the changes of a team.
//!
//! A change comes in through `socket`, passes the gate in `policy`, is committed by `log`, is acknowledged, and is
//! told to everybody who is online. `api` has the accounts. Tests run a [`Relay`] in process, feed frames to a
//! [`socket::Connection`] and pass the time in.

pub mod log;
pub mod policy;
pub mod socket;
mod welcome;

pub mod api;
pub mod assets;
pub mod backup;
pub mod compacting;
pub mod doctor;
pub mod headers;
mod keeping_up;
mod patience;
pub mod relay;
pub mod serve;
pub mod shell;
pub mod vault;

pub use relay::{Relay, RelayError, Settings};
