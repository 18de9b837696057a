//! Which address shows which screen.

use crate::screens;
use crate::shell::Shell;
use crate::state::{app, locked};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

/// The whole app: the frame and in it the screen of the address.
#[component]
pub fn Routes() -> impl IntoView {
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=screens::not_found>
                    <Route path=path!("/") view=|| book(screens::today)/>
                    <Route path=path!("/today") view=|| book(screens::today)/>
                    <Route path=path!("/list/:object") view=|| book(screens::list)/>
                    <Route path=path!("/record/:id") view=|| book(screens::record)/>
                    <Route path=path!("/board") view=|| book(screens::board)/>
                    <Route path=path!("/board/:object") view=|| book(screens::board)/>
                    <Route path=path!("/duplicates/:object") view=|| book(screens::duplicates)/>
                    <Route path=path!("/calendar") view=|| book(screens::calendar)/>
                    <Route path=path!("/create/:object") view=|| book(screens::create)/>
                    <Route path=path!("/inbox") view=|| book(screens::inbox)/>
                    <Route path=path!("/import") view=|| book(screens::import)/>
                    <Route path=path!("/deleted") view=|| book(screens::bin)/>
                    <Route path=path!("/conflicts") view=|| book(screens::conflicts)/>
                    <Route path=path!("/sync") view=|| book(screens::sync)/>
                    <Route path=path!("/settings") view=|| book(screens::settings)/>
                    <Route path=path!("/help") view=screens::guide/>
                    <Route path=path!("/more") view=|| book(screens::more)/>
                    <Route path=path!("/login") view=screens::log_in/>
                    <Route path=path!("/setup") view=screens::set_up/>
                    <Route path=path!("/join") view=screens::join/>
                    <Route path=path!("/reset") view=screens::reset/>
                </FlatRoutes>
            </Shell>
        </Router>
    }
}

/// A screen that needs an open book; the first run where there is none, and the lock screen where it is locked: nothing
/// of the screen is left on the page then.
fn book(screen: fn() -> AnyView) -> impl IntoView {
    let open = Memo::new(|_| app().book.get().is_some());
    let locked = Memo::new(|_| locked());
    move || match (open.get(), locked.get()) {
        (false, _) => screens::first_run(),
        (true, Some(_)) => screens::lock(),
        (true, None) => screen(),
    }
}
