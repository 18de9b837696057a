//! Clock, chance and the worker's own scope.

use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// The time in ms since 1970.
pub(crate) fn now() -> i64 {
    // Milliseconds since 1970 fit an i64 for the next 290 million years.
    js_sys::Date::now() as i64
}

/// So many bytes of chance.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill_random(&mut bytes);
    bytes
}

/// Chance from the browser.
pub(crate) fn fill_random(bytes: &mut [u8]) {
    let crypto = scope().crypto().expect("every worker has crypto");
    crypto.get_random_values_with_u8_array(bytes).expect("fewer than 65,536 bytes are asked for");
}

/// The scope of this worker.
pub(crate) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
