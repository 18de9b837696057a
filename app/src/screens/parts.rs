//! Screens, and windows, whose code is a module of its own, fetched when it is first needed: what a person opens seldom does not
//! lengthen every start. The service worker keeps the modules with the rest, so they come without a network, too.

use super::awaiting;
use crate::browser;
use crate::components::{Button, EmptyState, Variant};
use crate::icons::Icon;
use crate::words::{common, t};
use leptos::prelude::*;
use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

/// What a module that was fetched shows, or that it did not come.
pub type Fetched = Result<AnyView, SplitLoaderError>;
/// On its way.
pub type Fetching = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// Makes of `$screen` a screen, or the inside of a window, that is fetched with the others of `$module`.
macro_rules! part {
    ($seen:vis $name:ident, $load:ident, $module:ident, $screen:path $(, $argument:ident: $of:ty)*) => {
        #[wasm_split_helpers::wasm_split($module, fallible)]
        fn $load($($argument: $of),*) -> $crate::screens::parts::Fetched {
            Ok($screen($($argument),*))
        }

        /// The screen, fetched when it is first shown.
        $seen fn $name($($argument: $of),*) -> AnyView {
            $crate::screens::parts::fetched(Box::pin($load($($argument),*)))
        }
    };
}
pub(crate) use part;

// Few modules: what several of them share becomes modules, too, one for each set of them that shares something. And
// what is in use all day stays in the app: a list that came as a part was there a tenth later.
part!(pub board, load_board, plans, super::board::board);
part!(pub calendar, load_calendar, plans, super::calendar::calendar);
part!(pub inbox, load_inbox, plans, super::inbox::inbox);
part!(pub bin, load_bin, plans, super::bin::bin);
part!(pub conflicts, load_conflicts, plans, super::conflicts::conflicts);
part!(pub duplicates, load_duplicates, plans, super::merge::duplicates);
part!(pub merge_form, load_merge, plans, super::merge::form);
part!(pub moving_form, load_moving, plans, super::moving::form);
part!(pub import, load_import, office, super::import::import);
part!(pub sync, load_sync, office, super::sync::sync);
part!(pub settings, load_settings, office, super::settings::settings);
part!(pub asked_of_record, load_asked_of_record, office, super::asked::asked_of_record);
part!(pub card_code, load_card_code, office, super::code::card_code);
part!(pub feedback_form, load_feedback, office, crate::shell::feedback::form);
part!(pub install_steps, load_install, office, crate::shell::install::steps);
part!(pub shortcut_list, load_shortcuts, plans, crate::shell::shortcuts::list);
part!(pub guide, load_guide, office, super::guide::guide);
part!(pub first_run, load_first_run, account, super::account::first_run);
part!(pub log_in, load_log_in, account, super::account::log_in);
part!(pub set_up, load_set_up, account, super::account::set_up);
part!(pub lock, load_lock, account, super::lock::lock);
part!(pub join, load_join, account, super::account::join);
part!(pub reset, load_reset, account, super::account::reset);

/// Shows what is on its way, and its place meanwhile.
pub fn fetched(fetching: Fetching) -> AnyView {
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
