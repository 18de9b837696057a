//! Accounts, sessions and the checks of every request, over a real server on a loopback port.

mod access;
mod authenticator;
mod lease;
mod limits;
mod log_ins;
mod oversight;
mod passkeys;
mod people;
mod requests;
mod resets;
mod second_factor;
mod signatures;
mod workspaces;

use crm_sync::frame::{Goodbye, ToDevice};
use crm_tests::device::id;
use crm_tests::process::{Account, Socket, hex};
use crm_tests::server::{Server, accept, account, set_up};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// Waits for the goodbye that must come within a second.
async fn hears_goodbye(socket: &mut Socket) {
    hears(socket, Goodbye::SignedOut).await;
}

/// The same for another reason.
async fn hears(socket: &mut Socket, expected: Goodbye) {
    let goodbye = async {
        loop {
            match socket.next().await {
                Some(ToDevice::Goodbye(reason)) => return reason,
                Some(_) => {}
                None => panic!("closed without a goodbye"),
            }
        }
    };
    // One second is the promise; ten are asserted, for slow machines.
    let reason = timeout(Duration::from_secs(10), goodbye).await.expect("the socket closes in time");
    assert_eq!(reason, expected);
    assert_eq!(socket.next().await, None, "and then nothing more");
}

/// An error of a function, by its name.
fn error(body: &Value) -> &str {
    body.as_str().or_else(|| body.as_object()?.keys().next().map(String::as_str)).unwrap_or_default()
}

fn log_in(email: &str, password: &str) -> Value {
    json!({"email": email, "password": password, "device": hex(&id(9)), "device_name": "Tablet"})
}
