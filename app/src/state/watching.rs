//! Keeps a screen's view of something up to date for as long as the screen is there.

use crate::engine_link;
use crm_core::messages::{View, Watch};
use leptos::prelude::*;

/// The latest view, or nothing before the first.
pub type Watching<T> = RwSignal<Option<T>>;

/// Watches what the closure names, again whenever it names something else, and stops when the screen is left.
/// `take` picks the view's own shape. A view stays until the next one comes, so that nothing flickers.
pub fn watching<T: Send + Sync + 'static>(
    what: impl Fn() -> Option<Watch> + 'static,
    take: fn(View) -> Option<T>,
) -> Watching<T> {
    let shown = RwSignal::new(None);
    let number = StoredValue::new(None::<u32>);
    Effect::new(move || match (what(), number.get_value()) {
        (Some(what), Some(number)) => engine_link::rewatch(number, what),
        (Some(what), None) => {
            let watch = engine_link::watch(what, move |view| {
                if let Some(view) = take(view) {
                    // The screen may be gone when a late view arrives.
                    let _ = shown.try_set(Some(view));
                }
            });
            number.set_value(Some(watch));
        }
        (None, Some(watch)) => {
            engine_link::unwatch(watch);
            number.set_value(None);
        }
        (None, None) => {}
    });
    on_cleanup(move || {
        if let Some(watch) = number.try_get_value().flatten() {
            engine_link::unwatch(watch);
        }
    });
    shown
}
