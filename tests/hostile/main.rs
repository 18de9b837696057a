//! Hostile changes before the gate: refused, cheaply, and without harm to anybody else.

mod device;
mod fixture;
mod gate;
mod inspection;
