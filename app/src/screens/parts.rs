//! Screens, and windows, whose code is a module of its own, fetched when it is first needed: what a person opens seldom does not
//! lengthen every start. The service worker keeps the modules with the rest, so they come without a network, too.

use super::awaiting;
use crate::browser;
use crate::components::{Button, EmptyState, Variant};
use crate::icons::Icon;
use crate::words::{common, t};
use leptos::prelude::*;
use std::pin::Pin;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What a module that was fetched shows, or that it did not come.
type Fetched = Result<AnyView, SplitLoaderError>;
/// On its way.
type Fetching = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// Makes of `$screen` a screen that is fetched with the other screens of `$module`.
macro_rules! part {
    ($name:ident, $load:ident, $module:ident, $screen:path) => {
        #[wasm_split($module, fallible)]
        fn $load() -> Fetched {
            Ok($screen())
        }

        /// The screen, fetched when it is first shown.
        pub fn $name() -> AnyView {
            fetched(Box::pin($load()))
        }
    };
}

// Few modules: what several of them share becomes modules, too, one for each set of them that shares something. And
// what is in use all day stays in the app: a list that came as a part was there a tenth later.
part!(board, load_board, plans, super::board::board);
part!(calendar, load_calendar, plans, super::calendar::calendar);
part!(inbox, load_inbox, plans, super::inbox::inbox);
part!(bin, load_bin, plans, super::bin::bin);
part!(duplicates, load_duplicates, plans, super::merge::duplicates);
part!(merge_form, load_merge, plans, super::merge::form);
part!(moving_form, load_moving, plans, super::moving::form);
part!(import, load_import, office, super::import::import);
part!(sync, load_sync, office, super::sync::sync);
part!(settings, load_settings, office, super::settings::settings);
part!(asked_of_record, load_asked_of_record, office, super::asked::asked_of_record);
part!(card_code, load_card_code, office, super::code::card_code);
part!(feedback_form, load_feedback, office, crate::shell::feedback::form);
part!(install_steps, load_install, office, crate::shell::install::steps);
part!(shortcut_list, load_shortcuts, plans, crate::shell::shortcuts::list);
part!(guide, load_guide, office, super::guide::guide);
part!(first_run, load_first_run, account, super::account::first_run);
part!(log_in, load_log_in, account, super::account::log_in);
part!(set_up, load_set_up, account, super::account::set_up);
part!(lock, load_lock, account, super::lock::lock);
part!(join, load_join, account, super::account::join);
part!(reset, load_reset, account, super::account::reset);

/// Shows what is on its way, and its place meanwhile.
fn fetched(fetching: Fetching) -> AnyView {
    let shown = Suspend::new(async move { fetching.await.unwrap_or_else(|_| missing()) });
    view! { <Suspense fallback=awaiting>{shown}</Suspense> }.into_any()
}

/// The module is not on the device and did not come: no network yet, or the relay has a newer build.
fn missing() -> AnyView {
    view! {
        <EmptyState icon=Icon::CircleAlert heading=t(common::PART_MISSING) text=t(common::PART_MISSING_TEXT)>
            <Button label=t(common::TRY_AGAIN) variant=Variant::Primary on_press=browser::reload/>
        </EmptyState>
    }
    .into_any()
}
