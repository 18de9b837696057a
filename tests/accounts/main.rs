//! Accounts, sessions and the checks of every request, over a real server on a loopback port.

mod access;
mod lease;
mod limits;
mod log_ins;
mod oversight;
mod people;
mod requests;
mod resets;
mod second_factor;
mod signatures;
mod workspaces;

use crm_server::api::origin::Origins;
use crm_server::api::peer::Proxies;
use crm_server::api::{Web, one_time_links};
use crm_server::assets::{Pages, Site};
use crm_server::log::Database;
use crm_server::serve::{self, Running};
use crm_sync::frame::{Goodbye, ToDevice};
use crm_tests::device::id;
use crm_tests::http::{self, Answer};
use crm_tests::process::{Account, Socket, hex};
use crm_tests::team::START;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// A server in this process.
struct Server {
    running: Running,
    relay: crm_server::Relay,
    token: String,
    /// The relay's time in ms; it stands still unless a test moves it.
    clock: Arc<AtomicI64>,
    folder: TempDir,
}

impl Server {
    async fn start() -> Self {
        Self::with(Site::default()).await
    }

    async fn with(site: Site) -> Self {
        Self::behind(site, Proxies::default()).await
    }

    /// Behind proxies whose word about addresses counts.
    async fn behind(site: Site, proxies: Proxies) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = Arc::new(AtomicI64::new(START));
        let time = Arc::clone(&clock);
        let read = Arc::new(move || time.load(Ordering::Relaxed));
        let relay = crm_tests::team::open_at(folder.path().to_owned(), read).await;
        let link =
            one_time_links::set_up_link(&relay).await.expect("written").expect("there is no workspace yet");
        let token = link.strip_prefix("/setup#").expect("the form of the link").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origins = Origins::local(listener.local_addr().expect("bound"), false);
        let web = Web::new(relay.clone(), origins).behind(proxies);
        let running = serve::start(web, Pages::new(site), listener, None).await.expect("it serves");
        Self { running, relay, token, clock, folder }
    }

    /// Lets time go by.
    fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    fn database(&self) -> Database {
        Database::File(self.folder.path().to_owned())
    }

    const fn address(&self) -> SocketAddr {
        self.running.address
    }

    async fn call(&self, function: &str, cookie: Option<&str>, body: Value) -> Answer {
        http::call(self.address(), function, cookie, body).await
    }

    /// Uses the set-up link.
    async fn found(&self) -> Account {
        let answer = self.call("set_up", None, set_up(&self.token)).await;
        account(&answer, id(1))
    }

    /// Invites somebody, who joins.
    async fn join(&self, administrator: &Account, role: &str, number: u64) -> Account {
        let answer = self.call("invite", Some(&administrator.cookie), json!({"role": role})).await;
        let body = answer.json();
        let token =
            body["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link").to_owned();
        let answer = self.call("accept", None, accept(&token, number)).await;
        account(&answer, id(number))
    }
}

fn account(answer: &Answer, device: [u8; 16]) -> Account {
    assert_eq!(answer.status, 200, "{answer:?}");
    let workspace = crm_server::socket::route::from_hex(answer.json()["workspace"].as_str().expect("an id"));
    let workspace = workspace.and_then(|id| id.try_into().ok()).expect("an id");
    Account { cookie: answer.cookie().expect("a session"), workspace, device }
}

fn set_up(token: &str) -> Value {
    json!({"request": {
        "token": token, "workspace_name": "Dhaka", "name": "Rina", "email": "Rina@Example.org ",
        "password": "correct horse", "device": hex(&id(1)), "device_name": "Phone",
    }})
}

fn accept(token: &str, number: u64) -> Value {
    json!({"request": {
        "token": token, "name": format!("Person {number}"), "email": format!("{number}@example.org"),
        "password": "battery staple", "device": hex(&id(number)), "device_name": "Laptop",
    }})
}

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
