//! What only the page itself can do: keep small settings, save a file, move the focus, ask for lasting storage.

mod files;

pub use files::{file_name, read_file, save_file};

use js_sys::{Reflect, Uint8Array};
use leptos::html::ElementType;
use leptos::prelude::{Effect, Get, NodeRef, StoredValue, WithValue, on_cleanup};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, Storage, Window};

/// The window that the app runs in.
pub fn window() -> Window {
    web_sys::window().expect("the app runs in a window, not in a worker")
}

/// The page.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Whether the page is written from right to left.
pub fn right_to_left() -> bool {
    document().document_element().and_then(|page| page.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// A setting kept on this device; `None` where nothing is kept or the browser forbids it.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a setting; without effect where the browser forbids it.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage loses a setting, never a record.
        let _ = storage.set_item(key, value);
    }
}

/// Forgets a setting.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Forgets every setting whose name starts so.
pub fn forget_all(prefix: &str) {
    let Some(storage) = storage() else { return };
    let keys: Vec<String> =
        (0..storage.length().unwrap_or(0)).filter_map(|place| storage.key(place).ok().flatten()).collect();
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        let _ = storage.remove_item(key);
    }
}

/// Sixteen random bytes.
pub fn random() -> [u8; 16] {
    let bytes = Uint8Array::new_with_length(16);
    let crypto = Reflect::get(&window(), &"crypto".into()).unwrap_or(JsValue::NULL);
    let fill = Reflect::get(&crypto, &"getRandomValues".into()).ok().and_then(|fill| fill.dyn_into().ok());
    let fill: js_sys::Function = fill.expect("every browser that runs Wasm has crypto.getRandomValues");
    fill.call1(&crypto, &bytes).expect("16 bytes are below the limit of getRandomValues");
    let mut random = [0; 16];
    bytes.copy_to(&mut random);
    random
}

/// Puts the focus on the first element that the selector names.
pub fn focus(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Does something at the next free moment after a delay in milliseconds.
pub fn after(milliseconds: u32, then: impl FnOnce() + 'static) {
    let then: Box<dyn FnOnce()> = Box::new(then);
    gloo_timers::callback::Timeout::new(milliseconds, then).forget();
}

/// Does something after the next frame is painted: what a press changes at once is seen first.
pub fn when_painted(then: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(|| after(0, then));
}

/// Hears of an element now and whenever it gets another size: with the window, because something came beside it, or
/// because it is shown or hidden.
pub fn watch_size<E>(node: NodeRef<E>, hear: impl Fn() + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    watch(Box::new(move || node.get().map(JsCast::unchecked_into)), Rc::new(hear));
}

fn watch(find: Box<dyn Fn() -> Option<web_sys::Element>>, hear: Rc<dyn Fn()>) {
    let told = Rc::clone(&hear);
    let heard = Closure::<dyn FnMut()>::new(move || told());
    let observer = web_sys::ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
    let held = StoredValue::new_local((observer, heard));
    Effect::new(move || {
        let Some(element) = find() else { return };
        hear();
        held.with_value(|(observer, _)| {
            if let Some(observer) = observer {
                observer.observe(&element);
            }
        });
    });
    on_cleanup(move || {
        held.try_with_value(|(observer, _)| observer.as_ref().map(web_sys::ResizeObserver::disconnect));
    });
}

/// Listens to an event of the window for as long as the app runs.
pub fn listen(event: &str, hear: impl FnMut(web_sys::Event) + 'static) {
    listen_on(&window(), event, hear);
}

/// Listens to an event of something for as long as the app runs.
pub fn listen_on(target: &web_sys::EventTarget, event: &str, hear: impl FnMut(web_sys::Event) + 'static) {
    let hear = Closure::wrap(Box::new(hear) as Box<dyn FnMut(web_sys::Event)>);
    let _ = target.add_event_listener_with_callback(event, hear.as_ref().unchecked_ref());
    hear.forget();
}

/// Whether the page is kept for Back and Forward, or comes from there: what a `pagehide` or `pageshow` says.
pub fn keeps_page(event: &web_sys::Event) -> bool {
    let persisted = js_sys::Reflect::get(event, &"persisted".into());
    persisted.is_ok_and(|persisted| persisted.is_truthy())
}

/// Whether a dialog is open above the page.
pub fn dialog_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// Whether the browser thinks that it is online.
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Whether the app runs from an icon of its own, without the bars of a browser.
pub fn standalone() -> bool {
    let shown = window().match_media("(display-mode: standalone)").ok().flatten();
    // Safari on a phone says it in its own way.
    let own = Reflect::get(&window().navigator(), &"standalone".into());
    shown.is_some_and(|query| query.matches()) || own.is_ok_and(|own| own.is_truthy())
}

/// Whether this is a phone or tablet by Apple, which installs from the Share menu only. Their tablets say that they are
/// Macs, but no Mac has a screen to touch.
pub fn apple_touch() -> bool {
    let navigator = window().navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    agent.contains("iPhone")
        || agent.contains("iPad")
        || agent.contains("Macintosh") && navigator.max_touch_points() > 1
}

/// Whether the browser may show notifications: `default` is not asked yet; `None` where it has none.
pub fn notifications() -> Option<&'static str> {
    if !Reflect::has(&window(), &"Notification".into()).unwrap_or(false) {
        return None;
    }
    Some(match web_sys::Notification::permission() {
        web_sys::NotificationPermission::Granted => "granted",
        web_sys::NotificationPermission::Denied => "denied",
        web_sys::NotificationPermission::Default | _ => "default",
    })
}

/// Shows a notification that leads to an address of the app; nothing where the person did not allow any.
pub fn notify(words: &str, address: &str) {
    let notify = Reflect::get(&boot(), &"notify".into()).ok();
    if let Some(notify) = notify.and_then(|notify| notify.dyn_into::<js_sys::Function>().ok()) {
        let _ = notify.call2(&JsValue::NULL, &words.into(), &address.into());
    }
}

/// Asks the person for permission to show notifications.
pub async fn ask_to_notify() {
    if let Ok(promise) = web_sys::Notification::request_permission() {
        let _ = JsFuture::from(promise).await;
    }
}

/// Calls a function of an object with no arguments; waits where it answers with a promise.
pub async fn call(object: &JsValue, name: &str) -> Option<JsValue> {
    let function: js_sys::Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    let answer = function.call0(object).ok()?;
    match answer.dyn_into::<js_sys::Promise>() {
        Ok(promise) => JsFuture::from(promise).await.ok(),
        Err(value) => Some(value),
    }
}

/// The text at an address of this site; `None` where it cannot be had.
pub async fn fetch_text(address: &str) -> Option<String> {
    let answer: web_sys::Response =
        JsFuture::from(window().fetch_with_str(address)).await.ok()?.dyn_into().ok()?;
    let text = answer.ok().then(|| answer.text().ok()).flatten()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// Whether the tab can be seen.
pub fn visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Asks the browser to keep the storage; `None` where it cannot be asked.
pub async fn persist() -> Option<bool> {
    let promise = window().navigator().storage().persist().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}

/// Bytes used and bytes allowed.
pub async fn estimate() -> Option<(f64, f64)> {
    let promise = window().navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let figure = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((figure("usage")?, figure("quota")?))
}

/// Puts text on the clipboard.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// The text of a part of an address; `None` where it is none.
pub fn decoded(text: &str) -> Option<String> {
    js_sys::decode_uri_component(text).ok().map(String::from)
}

/// Takes what stands behind `#` from the address, without going anywhere.
pub fn forget_fragment() {
    let location = window().location();
    let plain = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&plain));
    }
}

/// Where the app is: `https://crm.example`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The global object that the page's start script filled.
pub fn boot() -> JsValue {
    Reflect::get(&window(), &"halkhata".into()).unwrap_or(JsValue::UNDEFINED)
}

/// Opens the window of the printer.
pub fn print() {
    let _ = window().print();
}

/// Reloads the page.
pub fn reload() {
    let _ = window().location().reload();
}

/// Leaves the page for another address, at which everything begins anew.
pub fn go_to(address: &str) {
    let _ = window().location().assign(address);
}

/// The name that this device gives itself in lists of devices, such as `Chrome, Android`.
pub fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    let browser =
        first(&[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
