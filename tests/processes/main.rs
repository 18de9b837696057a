//! Real relay processes: killed as by a power cut, frozen, and fed with what aborts lesser ones.

mod frozen;
mod hostile;
mod kills;
