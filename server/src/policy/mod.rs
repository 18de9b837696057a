//! Who may do what, and the gate through which every foreign change goes.

pub mod budget;
pub mod gate;
pub mod permit;
pub mod pool;
pub mod rows;

pub use permit::{Caller, Denied, Permit, Role};
