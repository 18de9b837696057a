//! The two routes of the protocol: the WebSocket and the bootstrap pages.

use super::connection::Connection;
use super::delivering::{Basis, Delivered, deliver, raised};
use super::doors::Closed;
use super::pages::{self, NoPage};
use crate::api::{Web, origin};
use crate::policy::Caller;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use crm_sync::frame::{self, DEVICE_FRAME_BYTES, Goodbye, REMOVAL, ToDevice, ToRelay};
use serde::Deserialize;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

/// Silence of a device after which its connection is given up. Devices ping after 25 s.
const IDLE: Duration = Duration::from_secs(75);
/// How long a device may take to say hello.
const HELLO: Duration = Duration::from_secs(10);
/// When somebody may try again for whom there is no room, in seconds.
const RETRY_AFTER: &str = "30";
/// Buffers of an idle socket: the defaults would cost 128 KiB each.
const BUFFER: usize = 4 * 1024;
/// Bytes that may wait for a slow device.
const WAITING: usize = 2 * 1024 * 1024;
/// Close code for a session that ended.
const SIGNED_OUT: u16 = 4401;
/// Close code for anything else.
const GOODBYE: u16 = 4400;

/// Upgrades a request of a page of ours.
pub async fn socket(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !origin::allowed(&web.origins, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let caller = web.caller(&headers).await;
    let person = caller.as_ref().map(|(caller, _)| caller.person);
    let admitted = match web.admit(person, peer.ip(), &headers) {
        Ok(admitted) => admitted,
        Err(closed) => return turned_away(closed),
    };
    let removed = caller.is_none() && web.was_removed(&headers).await;
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(WAITING)
        .max_message_size(DEVICE_FRAME_BYTES)
        .max_frame_size(DEVICE_FRAME_BYTES)
        .on_upgrade(move |mut socket| async move {
            let _admitted = admitted;
            // A browser cannot read the status of a refused upgrade, so being signed out is said in a frame.
            let Some((caller, name)) = caller else {
                return turn_away(&mut socket, removed).await;
            };
            let ended = web.relay.hub.session(caller.session);
            note_contact(&web, caller).await;
            serve(socket, Connection::new(&web.relay, caller, name), &web, caller, ended).await;
            note_contact(&web, caller).await;
        })
}

/// A device tries again later by itself.
fn turned_away(closed: Closed) -> Response {
    let status = match closed {
        Closed::Full => StatusCode::SERVICE_UNAVAILABLE,
        Closed::TooMany => StatusCode::TOO_MANY_REQUESTS,
    };
    (status, [(header::RETRY_AFTER, RETRY_AFTER)]).into_response()
}

/// For the list of one's own devices. Nothing depends on it, so a fault is only told.
async fn note_contact(web: &Web, caller: Caller) {
    let Caller { workspace, person, device, .. } = caller;
    if let Err(error) = web.relay.log.heard_of(workspace, person, device, web.relay.now()).await {
        tracing::debug!(%error, "a contact was not noted");
    }
}

async fn serve(
    mut socket: WebSocket,
    mut connection: Connection,
    web: &Web,
    caller: Caller,
    mut ended: watch::Receiver<bool>,
) {
    let channel = web.relay.hub.channel(caller.workspace);
    let (mut head, mut people, mut policy) = (channel.head(), channel.people(), channel.policy());
    let (mut restarting, mut epoch) = (web.relay.hub.restarting(), channel.epoch());
    let vigil = web.relay.hub.vigil();
    let company = connection.company();
    let mut heard = Instant::now();
    let (mut greeted, mut more) = (false, false);
    let mut protocol = 0;
    loop {
        let patience = if greeted { IDLE } else { HELLO };
        let frame = tokio::select! {
            biased;
            () = raised(&mut ended) => return say_ended(&mut socket, web, caller, protocol).await,
            () = raised(&mut restarting) => return close(&mut socket, Goodbye::Restarting).await,
            _ = epoch.changed() => {
                if connection.is_of_another(*epoch.borrow_and_update()) {
                    return close(&mut socket, Goodbye::Restarting).await;
                }
                continue;
            }
            message = socket.recv() => {
                heard = Instant::now();
                match message {
                    Some(Ok(Message::Binary(bytes))) => match frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES) {
                        Ok(frame) => {
                            greeted = true;
                            if let ToRelay::Hello(hello) = &frame {
                                protocol = hello.protocol;
                            }
                            Some(frame)
                        }
                        Err(_) => return close(&mut socket, Goodbye::BadFrame).await,
                    },
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Text(_))) => return close(&mut socket, Goodbye::BadFrame).await,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                }
            }
            () = std::future::ready(()), if more => None,
            _ = head.changed() => None,
            () = company.notified() => None,
            _ = policy.changed() => None,
            _ = people.changed() => None,
            () = sleep_until(heard + patience) => return close(&mut socket, Goodbye::Busy).await,
        };
        let turn = tokio::select! {
            biased;
            () = raised(&mut ended) => return say_ended(&mut socket, web, caller, protocol).await,
            () = raised(&mut restarting) => return close(&mut socket, Goodbye::Restarting).await,
            turn = vigil.awake() => turn,
        };
        let basis = Basis { vigil: &vigil, channel: &channel, turn, place: *channel.head().borrow() };
        let handled = frame.is_some();
        let step = match frame {
            Some(frame) => connection.handle(frame, web.relay.now()).await,
            None => connection.news(web.relay.now()).await,
        };
        more = step.more || handled;
        match deliver(&mut socket, step, basis, &mut ended).await {
            Delivered::All => {}
            Delivered::Closed => return,
            Delivered::Ended => return say_ended(&mut socket, web, caller, protocol).await,
        }
    }
}

/// Says to whom nobody is logged in why. A removed device says first what it speaks: an older one hears no more than
/// that it is logged out.
async fn turn_away(socket: &mut WebSocket, removed: bool) {
    let protocol = if removed {
        match timeout(HELLO, socket.recv()).await {
            Ok(Some(Ok(Message::Binary(bytes)))) => {
                match frame::decode::<ToRelay>(&bytes, DEVICE_FRAME_BYTES) {
                    Ok(ToRelay::Hello(hello)) => hello.protocol,
                    Ok(_) | Err(_) => 0,
                }
            }
            Ok(_) | Err(_) => 0,
        }
    } else {
        0
    };
    close(socket, if protocol >= REMOVAL { Goodbye::Removed } else { Goodbye::SignedOut }).await;
}

/// Says why the session ended while its socket was open.
async fn say_ended(socket: &mut WebSocket, web: &Web, caller: Caller, protocol: u16) {
    let removed = protocol >= REMOVAL && web.session_removed(caller.session).await;
    close(socket, if removed { Goodbye::Removed } else { Goodbye::SignedOut }).await;
}

/// Says why, then closes; does not wait for a device that does not read.
pub(super) async fn close(socket: &mut WebSocket, reason: Goodbye) {
    let code = match reason {
        Goodbye::SignedOut | Goodbye::NotMember | Goodbye::Removed => SIGNED_OUT,
        Goodbye::TooOld | Goodbye::BadFrame | Goodbye::Busy | Goodbye::Restarting => GOODBYE,
    };
    let goodbye = Message::Binary(Bytes::from(frame::encode(&ToDevice::Goodbye(reason))));
    let closing = async {
        let _ = socket.send(goodbye).await;
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
    };
    let _ = timeout(Duration::from_millis(500), closing).await;
}

/// What a page is asked for with.
#[derive(Deserialize)]
pub struct Asked {
    workspace: String,
    after: Option<String>,
}

/// One bootstrap page, in postcard.
pub async fn page(State(web): State<Web>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let vigil = web.relay.hub.vigil();
    loop {
        let turn = vigil.awake().await;
        let answer = look_up(&web, &headers, &asked).await;
        if !vigil.lapsed(turn) {
            return answer;
        }
    }
}

async fn look_up(web: &Web, headers: &HeaderMap, asked: &Asked) -> Response {
    let Some((caller, _)) = web.caller(headers).await else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let workspace = from_hex(&asked.workspace).and_then(|id| id.try_into().ok());
    let after = asked.after.as_deref().map(from_hex);
    let (Some(workspace), None | Some(Some(_))) = (workspace, &after) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match pages::page(&web.relay, caller, workspace, after.flatten().as_deref()).await {
        Ok(page) => {
            let headers =
                [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
            (headers, frame::encode(&page)).into_response()
        }
        Err(NoPage::BadPlace) => StatusCode::GONE.into_response(),
        Err(NoPage::NotMember) => StatusCode::FORBIDDEN.into_response(),
        Err(NoPage::Log(error)) => {
            tracing::error!(%error, "a page could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Reads hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().as_chunks::<2>();
    if !digits.1.is_empty() {
        return None;
    }
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.0.iter().map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?)).collect()
}

/// Writes hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
