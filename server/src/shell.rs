//! The page that every address of the app gets: a frame to look at until the screens have started.
//!
//! It holds no session, no script and no style of its own, so that a device can keep it and open it offline. The first
//! page of somebody new holds the first run, too; a device that has a book goes on with the frame (`public/boot.js`).

use crate::assets::Site;
use crate::welcome::Welcome;
use leptos::prelude::*;

/// The icons. They stand in the page itself: as a file of their own they were fetched, read and styled anew with almost
/// every icon that came on the screen, 10 to 20 ms of a slow phone each time.
const SPRITE: &str = include_str!("../../style/icons.svg");

/// The shell as HTML, with the first run where a welcome is given.
pub fn html(site: &Site, welcome: Option<&Welcome>) -> String {
    let owner = Owner::new();
    let page = owner.with(|| page(site, welcome).to_html());
    format!("<!DOCTYPE html>{page}")
}

fn page(site: &Site, welcome: Option<&Welcome>) -> impl IntoView + use<> {
    let sheet =
        |name: &str| site.address(name).map(|address| view! { <link rel="stylesheet" href=address/> });
    let script = site.address("boot.js").map(|address| view! { <script type="module" src=address></script> });
    let module =
        |name: &str| site.address(name).map(|address| view! { <link rel="modulepreload" href=address/> });
    let wasm = |name: &str| {
        let link =
            |address| view! { <link rel="preload" href=address r#as="fetch" crossorigin="anonymous"/> };
        site.address(name).map(link)
    };
    let font = site.address("fonts/inter.woff2").map(|address| {
        view! { <link rel="preload" href=address r#as="font" r#type="font/woff2" crossorigin="anonymous"/> }
    });
    // Somebody new reads the first run before anything else is fetched.
    let ahead = welcome.is_none().then(|| [wasm("app.wasm"), wasm("engine.wasm")]);
    view! {
        <html lang=welcome.map_or("en", |welcome| welcome.tag)>
            <head>
                <meta charset="utf-8"/>
                <title>"Halkhata"</title>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="description" content="Your customers, deals and notes in a ledger that works without a network."/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f9f8f5"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0e1116"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <link rel="icon" href="/icons/icon.svg" r#type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch-180.png"/>
                {sheet("shell.css")}
                {font}
                {script}
                {module("app.js")}
                {ahead}
                {sheet("app.css")}
            </head>
            <body>
                <div id="app">
                    {welcome.map(Welcome::view)}
                    <div class="shell-skeleton" aria-busy="true" hidden=welcome.is_some()>
                        <div class="skeleton-side" aria-hidden="true"></div>
                        <header class="skeleton-bar"><span class="skeleton-name">"Halkhata"</span></header>
                        <main aria-hidden="true">
                            {(0..12).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
                        </main>
                    </div>
                </div>
                <div hidden inner_html=SPRITE></div>
                <noscript>"Halkhata needs JavaScript and WebAssembly."</noscript>
            </body>
        </html>
    }
}
