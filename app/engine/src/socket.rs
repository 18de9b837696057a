//! The WebSocket to the relay, and bootstrap pages over HTTP.

use crm_core::ids::WorkspaceId;
use crm_sync::frame::{PAGES_PATH, SOCKET_PATH};
use js_sys::{ArrayBuffer, Uint8Array};
use std::fmt::Write as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BinaryType, CloseEvent, MessageEvent, RequestInit, Response, WebSocket, WorkerGlobalScope};

/// Close code by which the relay says that nobody is logged in (any more).
const SIGNED_OUT: u16 = 4401;

/// What a socket tells.
#[derive(Debug)]
pub enum News {
    /// It is open.
    Opened,
    /// A frame came.
    Frame(Vec<u8>),
    /// It closed.
    Closed {
        /// Nobody is logged in.
        signed_out: bool,
    },
}

/// A socket and its listeners; closing is silent.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Connects. `None` where the browser refuses the address.
    pub fn connect(relay: &str, tell: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&format!("{relay}{SOCKET_PATH}")).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let teller = tell.clone();
        let opened = Closure::<dyn FnMut()>::new(move || teller(News::Opened));
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        let teller = tell.clone();
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok(buffer) = event.data().dyn_into::<ArrayBuffer>() {
                teller(News::Frame(Uint8Array::new(&buffer).to_vec()));
            }
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            tell(News::Closed { signed_out: event.code() == SIGNED_OUT });
        });
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Some(Self { socket, _opened: opened, _message: message, _closed: closed })
    }

    /// Sends a frame; a socket that is closing says so by itself.
    pub fn send(&self, frame: &[u8]) {
        if self.socket.ready_state() == WebSocket::OPEN {
            drop(self.socket.send_with_u8_array(frame));
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        drop(self.socket.close());
    }
}

/// Fetches a bootstrap page; `None` when it did not come whole.
pub async fn fetch_page(relay: &str, workspace: WorkspaceId, after: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut address = format!("{}{PAGES_PATH}?workspace={workspace}", relay.replacen("ws", "http", 1));
    if let Some(after) = after {
        address.push_str("&after=");
        after.iter().try_for_each(|byte| write!(address, "{byte:02x}")).ok()?;
    }
    let scope: WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let options = RequestInit::new();
    let response = JsFuture::from(scope.fetch_with_str_and_init(&address, &options)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let body: JsValue = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&body).to_vec())
}

/// Whether somebody is logged in at the relay; `None` when it does not answer. A WebSocket that fails to open does
/// not tell why, this does.
pub async fn signed_in(relay: &str, workspace: WorkspaceId) -> Option<bool> {
    let address = format!("{}{PAGES_PATH}?workspace={workspace}&probe=1", relay.replacen("ws", "http", 1));
    let scope: WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    let response = JsFuture::from(scope.fetch_with_str(&address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    Some(response.status() != 401)
}
