//! The book on one device: disk, socket, timers, tabs, and the index that answers screens.
//!
//! [`device`] decides and is pure, so that tests run it beside a relay; the rest performs what it asks for.

pub mod device;
pub mod rows;
