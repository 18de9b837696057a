//! Real relay processes: killed as by a power cut, frozen, with a database that fails over, and fed with what aborts lesser ones.

mod failover;
mod frozen;
mod hostile;
mod kills;
