//! The screens of Halkhata: what a person sees and taps. Everything is drawn from what the engine on this device
//! answers; nothing here waits for a network.

pub mod words;

pub mod components;
pub mod fields;
pub mod format;
pub mod icons;

#[cfg(feature = "bench")]
pub mod bench;
pub mod browser;
pub mod engine_link;
pub mod names;
pub mod passkey_keys;
pub mod passkeys;
pub mod routes;
pub mod routes_to;
pub mod screens;
pub mod shell;
pub mod state;
#[cfg(feature = "styleguide")]
pub mod styleguide;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the app in place of the shell's skeleton.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(root) = browser::document().get_element_by_id("app") else { return };
    root.set_inner_html("");
    #[cfg(feature = "styleguide")]
    if styleguide::asked() {
        return mount_to(root.unchecked_into(), styleguide::page).forget();
    }
    mount_to(root.unchecked_into(), || {
        let app = state::begin();
        let settings = app.settings.get_untracked();
        settings.keep();
        settings.apply();
        engine_link::start();
        state::restore();
        state::watch_removal();
        state::watch_workspace();
        #[cfg(feature = "bench")]
        bench::expose();
        routes::Routes()
    })
    .forget();
}
