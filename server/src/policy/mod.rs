//! Who may do what, and the gate through which every foreign change goes.

pub mod budget;
pub mod erasing;
mod examining;
pub mod exporting;
pub mod gate;
pub mod in_force;
mod parting;
pub mod permit;
mod placing;
pub mod pool;
pub mod raw;
pub mod rows;
mod scoping;
pub mod sharing;
pub mod sight;
pub mod standing;

pub use permit::{Caller, Deed, Denied, Permit, Role};
