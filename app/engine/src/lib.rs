//! The book on one device: disk, socket, timers, tabs, and the index that answers screens.
//!
//! [`device`] decides and is pure, so that tests run it beside a relay; the rest performs what it asks for and
//! exists only in the browser's worker.

mod code;
pub mod device;
pub mod encryption;
pub mod rows;
pub mod suspicion;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
#[cfg(target_arch = "wasm32")]
mod leading;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod performing;
#[cfg(target_arch = "wasm32")]
mod run;
#[cfg(target_arch = "wasm32")]
mod socket;
#[cfg(target_arch = "wasm32")]
mod tabs;
#[cfg(target_arch = "wasm32")]
mod work;
#[cfg(target_arch = "wasm32")]
mod worker;
