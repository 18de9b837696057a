//! Hostile and honest changes before the gate.
