//! Real relay processes: killed as by a power cut, and fed with what aborts lesser ones.

mod floods;
mod full;
mod hostile;
mod kills;
