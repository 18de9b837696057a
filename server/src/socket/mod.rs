//! Connections of devices: frames in, frames out, and the news of the workspace to everybody who is online.
//!
//! What the bytes of a change mean is nobody's business here.

mod between;
pub mod connection;
mod delivering;
pub mod doors;
pub mod feed;
pub mod hub;
pub mod live;
pub mod look;
pub mod pages;
pub mod presence;
pub mod repair;
pub mod route;
pub mod vigil;
pub mod wholes;
mod window;

pub use connection::{Connection, Step};
