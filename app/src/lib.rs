//! The screens of Halkhata: what a person sees and taps. Everything is drawn from what the engine on this device
//! answers; nothing here waits for a network.

pub mod words;

pub mod components;
pub mod fields;
pub mod format;
pub mod icons;

use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the app in place of the shell's skeleton.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
