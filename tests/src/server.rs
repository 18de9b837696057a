//! A real server in this process, on a loopback port, and the first people of its workspace.

use crate::device::id;
use crate::http::{self, Answer};
use crate::process::{Account, hex};
use crate::team::{START, open_at};
use crm_server::Relay;
use crm_server::api::origin::Origins;
use crm_server::api::peer::Proxies;
use crm_server::api::{Web, one_time_links};
use crm_server::assets::{Pages, Site};
use crm_server::log::Database;
use crm_server::serve::{self, Running};
use crm_server::socket::route::from_hex;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// A server in this process.
pub struct Server {
    /// What serves.
    pub running: Running,
    /// The relay.
    pub relay: Relay,
    /// The token of the set-up link; empty where there is a workspace already.
    pub token: String,
    /// The relay's time in ms; it stands still unless a test moves it.
    pub clock: Arc<AtomicI64>,
    /// Where its files lie.
    pub folder: TempDir,
    database: Database,
}

impl Server {
    /// A new relay.
    pub async fn start() -> Self {
        Self::with(Site::default()).await
    }

    /// The same with the files of a site.
    pub async fn with(site: Site) -> Self {
        Self::behind(site, Proxies::default()).await
    }

    /// Behind proxies whose word about addresses counts.
    pub async fn behind(site: Site, proxies: Proxies) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::File(folder.path().to_owned());
        Self::whole(folder, database, site, proxies).await
    }

    /// A new relay on an empty database.
    pub async fn on(database: Database) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self::whole(folder, database, Site::default(), Proxies::default()).await
    }

    /// A relay on a database that is in that folder already.
    pub async fn again(folder: TempDir) -> Self {
        let database = Database::File(folder.path().to_owned());
        Self::whole(folder, database, Site::default(), Proxies::default()).await
    }

    async fn whole(folder: TempDir, database: Database, site: Site, proxies: Proxies) -> Self {
        let clock = Arc::new(AtomicI64::new(START));
        let time = Arc::clone(&clock);
        let read = Arc::new(move || time.load(Ordering::Relaxed));
        let relay = open_at(folder.path().to_owned(), database.clone(), read).await;
        let link = one_time_links::set_up_link(&relay).await.expect("written").unwrap_or_default();
        let token = link.trim_start_matches("/setup#").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let origins = Origins::local(listener.local_addr().expect("bound"), false);
        let web = Web::new(relay.clone(), origins).behind(proxies);
        let running = serve::start(web, Pages::new(site), listener, None).await.expect("it serves");
        Self { running, relay, token, clock, folder, database }
    }

    /// Lets time go by.
    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// The relay's time.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Where its log lies.
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// Calls a server function.
    pub async fn call(&self, function: &str, cookie: Option<&str>, body: Value) -> Answer {
        http::call(self.address(), function, cookie, body).await
    }

    /// Uses the set-up link.
    pub async fn found(&self) -> Account {
        let answer = self.call("set_up", None, set_up(&self.token)).await;
        account(&answer, id(1))
    }

    /// Invites somebody, who joins.
    pub async fn join(&self, administrator: &Account, role: &str, number: u64) -> Account {
        let answer = self.call("invite", Some(&administrator.cookie), json!({"role": role})).await;
        let body = answer.json();
        let token =
            body["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link").to_owned();
        let answer = self.call("accept", None, accept(&token, number)).await;
        account(&answer, id(number))
    }
}

/// The account of an answer that logs in.
pub fn account(answer: &Answer, device: [u8; 16]) -> Account {
    assert_eq!(answer.status, 200, "{answer:?}");
    let workspace = from_hex(answer.json()["workspace"].as_str().expect("an id"));
    let workspace = workspace.and_then(|id| id.try_into().ok()).expect("an id");
    Account { cookie: answer.cookie().expect("a session"), workspace, device }
}

/// What set-up is asked with.
pub fn set_up(token: &str) -> Value {
    json!({"request": {
        "token": token, "workspace_name": "Dhaka", "name": "Rina", "email": "Rina@Example.org ",
        "password": "correct horse", "device": hex(&id(1)), "device_name": "Phone",
    }})
}

/// What an invitation is accepted with.
pub fn accept(token: &str, number: u64) -> Value {
    json!({"request": {
        "token": token, "name": format!("Person {number}"), "email": format!("{number}@example.org"),
        "password": "battery staple", "device": hex(&id(number)), "device_name": "Laptop",
    }})
}
