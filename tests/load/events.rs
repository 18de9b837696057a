//! What a team notices of its relays: after a restart, after a restore, when somebody is let go, when the policy changes.

use crate::changes::records;
use crate::report;
use crate::team::{DEVICES, crowd, greet, push_all};
use crm_core::fields::FilterOperator;
use crm_core::ids::TerritoryId;
use crm_core::policy::{Criterion, FieldRight, Territory};
use crm_core::value::Value;
use crm_core::views::query::Filter;
use crm_server::backup;
use crm_server::log::Database;
use crm_server::relay::system_time;
use crm_sync::digest::digests;
use crm_sync::frame::{EntryKind, Next, PROTOCOL, ToDevice, ToRelay};
use crm_tests::http;
use crm_tests::postgres::Postgres;
use crm_tests::process::{Account, Process, Socket, hex};
use serde_json::json;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// What each device missed that comes back.
const MISSED: usize = 20;
/// People who are let go.
const LET_GO: u64 = 20;
/// Records of a device whose relay knows none of them.
const RECORDS: usize = 10_000;
/// Records that go from one person to another.
const MOVED: usize = 5_000;
/// Places that a `Held` frame names.
const HELD: usize = 2_000;

/// Where relays run.
struct Place {
    folder: TempDir,
    server: Option<Postgres>,
}

impl Place {
    fn new(server: Option<Postgres>) -> Self {
        if let Some(server) = &server {
            server.database("one");
        }
        Self { folder: TempDir::new().expect("a temporary folder"), server }
    }

    fn start(&self, port: u16) -> Process {
        self.start_on(port, "one")
    }

    fn start_on(&self, port: u16, database: &str) -> Process {
        let address = self.server.as_ref().map(|server| server.address(database));
        Process::start_on(self.folder.path(), port, address.as_deref())
    }
}

/// All figures, on a file and on a server.
pub async fn measure() {
    for server in [false, true] {
        let place = || {
            let server = if server { Some(Postgres::start_durable()?) } else { None };
            Some(Place::new(server))
        };
        let Some(first) = place() else { return };
        let suffix = if server { "_pg" } else { "" };
        let name = |name: &str| format!("{name}{suffix}");
        report(&name("relay.reconnect_1000_s"), reconnect(first).await, "s", DEVICES * MISSED);
        let again = || place().expect("it was there before");
        report(&name("relay.revoke_ms"), revoke(again()).await, "ms", LET_GO as usize);
        report(&name("repair.restore_10k_s"), restore(again()).await, "s", RECORDS);
        report(&name("policy.scope_change_5k_records_s"), govern(again()).await, "s", MOVED);
        report(&name("policy.hide_field_5k_records_s"), hide(again()).await, "s", MOVED);
    }
}

/// From the relay's being back until the last device has what it missed.
async fn reconnect(place: Place) -> f64 {
    let mut relay = place.start(0);
    let rina = relay.found(place.folder.path()).await;
    let people = crowd(&relay, &rina).await;
    let from_here = relay.place(&rina).await;
    push_all(&mut greet(&relay, &rina, None).await.0, records(MISSED)).await;
    let port = relay.address.port();
    relay.kill();
    let relay = place.start(port);
    let from = Instant::now();
    let mut devices = JoinSet::new();
    for account in people.iter().cycle().take(DEVICES) {
        let (address, account) = (relay.address, account.clone());
        devices.spawn(async move {
            let mut socket = Socket::open(address, &account).await.expect("the relay listens");
            socket.hello_from(&account, PROTOCOL, Some(from_here)).await.expect("it reads");
            let mut came = 0;
            while came < MISSED {
                if let ToDevice::Feed { entries, .. } = socket.next().await.expect("it tells") {
                    came += entries.len();
                }
            }
        });
    }
    while let Some(device) = devices.join_next().await {
        device.expect("every device gets everything");
    }
    from.elapsed().as_secs_f64()
}

/// The longest from the order to let somebody go until their socket at another relay, if there is one, is closed.
async fn revoke(place: Place) -> f64 {
    let relay = place.start(0);
    let rina = relay.found(place.folder.path()).await;
    let other = place.server.is_some().then(|| place.start(0));
    let theirs = other.as_ref().unwrap_or(&relay);
    let mut longest = Duration::ZERO;
    for number in 0..LET_GO {
        let account = relay.join(&rina, 100 + number).await;
        let mut socket = Socket::greet(theirs.address, &account).await.expect("the relay runs");
        let from = Instant::now();
        let heard = async {
            while let Some(frame) = socket.next().await {
                if matches!(frame, ToDevice::Goodbye(_)) {
                    break;
                }
            }
            from.elapsed()
        };
        let (took, ()) = tokio::join!(heard, relay.let_go(&rina, 100 + number));
        longest = longest.max(took);
    }
    longest.as_secs_f64() * 1_000.0
}

/// From the hello of a device whose relay was restored from a copy without its records until all are acknowledged again.
async fn restore(place: Place) -> f64 {
    let mut relay = place.start(0);
    let account = relay.found(place.folder.path()).await;
    let (folder, copy) = (place.folder.path(), place.folder.path().join("copy.db"));
    let mut restored = Database::File(folder.to_owned());
    match &place.server {
        None => backup::backup(folder, &copy).await.expect("a copy"),
        Some(server) => {
            relay.kill();
            restored = server.copy("one", "two");
            relay = place.start(0);
        }
    }
    let records = records(RECORDS);
    push_all(&mut greet(&relay, &account, None).await.0, records.clone()).await;
    let from_here = relay.place(&account).await;
    relay.kill();
    match place.server {
        None => backup::restore(folder, &copy, &[], system_time()).await.map(drop),
        Some(_) => backup::restored(&restored, &[], system_time()).await.map(drop),
    }
    .expect("put back");
    backup::go_on(&restored).await.expect("stored");
    let relay = place.start_on(0, if place.server.is_some() { "two" } else { "one" });
    let body = json!({"email": "rina@example.org", "password": "correct horse", "device": hex(&account.device),
        "device_name": "Phone"});
    let cookie = http::call(relay.address, "log_in", None, body).await.cookie().expect("a session");
    let account = Account { cookie, ..account };
    let from = Instant::now();
    let (mut socket, next) = greet(&relay, &account, Some(from_here)).await;
    assert_eq!(next, Next::Repair);
    let held: Vec<_> = records.iter().map(|change| (change.doc, vec![change.hash])).collect();
    let salt = [7; 16];
    let buckets = digests(&salt, held.iter().map(|(doc, heads)| (doc, heads.as_slice())));
    socket.send(&ToRelay::Digests { salt, buckets }).await.expect("it reads");
    while !matches!(socket.next().await.expect("it tells"), ToDevice::Differ(_)) {}
    for (part, documents) in held.chunks(HELD).enumerate() {
        let last = (part + 1) * HELD >= held.len();
        socket.send(&ToRelay::Held { documents: documents.to_vec(), last }).await.expect("it reads");
    }
    let mut lacking = 0;
    while lacking < RECORDS {
        if let ToDevice::Lacking(part) = socket.next().await.expect("it tells") {
            lacking += part.len();
        }
    }
    push_all(&mut socket, records).await;
    from.elapsed().as_secs_f64()
}

/// From the order that gives what is in one territory to another until both have heard of the last record.
async fn govern(place: Place) -> f64 {
    let relay = place.start(0);
    let rina = relay.found(place.folder.path()).await;
    let (one, two) = (relay.join(&rina, 2).await, relay.join(&rina, 3).await);
    let argument = Some(Value::Text("jute".to_owned()));
    let filter = Filter { field: "job_title".to_owned(), operator: FilterOperator::Contains, argument };
    let criterion = Criterion { object: "contact".to_owned(), filters: vec![filter] };
    let [north, south] = [1, 2].map(|number| TerritoryId([number; 16]));
    relay
        .govern(&rina, |policy| {
            for (id, name, criteria) in
                [(north, "North", vec![criterion.clone()]), (south, "South", Vec::new())]
            {
                policy.territories.push(Territory { id, name: name.to_owned(), parent: None, criteria });
            }
            policy.members[1].territories.push(north);
            policy.members[2].territories.push(south);
        })
        .await;
    push_all(&mut greet(&relay, &rina, None).await.0, records(MOVED)).await;
    let from_here = relay.place(&rina).await;
    let (mut loses, _) = greet(&relay, &one, Some(from_here)).await;
    let (mut gets, _) = greet(&relay, &two, Some(from_here)).await;
    let from = Instant::now();
    let order = relay.govern(&rina, |policy| {
        for territory in &mut policy.territories {
            territory.criteria = if territory.id == south { vec![criterion.clone()] } else { Vec::new() };
        }
    });
    let leave = |what: &EntryKind| matches!(what, EntryKind::Leave);
    let come = |what: &EntryKind| matches!(what, EntryKind::Snapshot { .. } | EntryKind::Changes(_));
    tokio::join!(order, hear(&mut loses, leave), hear(&mut gets, come));
    from.elapsed().as_secs_f64()
}

/// From the order that hides what every record holds in a field until it is in force. Other writers wait for so long.
async fn hide(place: Place) -> f64 {
    let relay = place.start(0);
    let rina = relay.found(place.folder.path()).await;
    push_all(&mut greet(&relay, &rina, None).await.0, records(MOVED)).await;
    let from = Instant::now();
    let order = relay.govern(&rina, |policy| {
        let fields = policy.profiles[2].fields.entry("contact".to_owned()).or_default();
        fields.insert("job_title".to_owned(), FieldRight::Hidden);
    });
    order.await;
    from.elapsed().as_secs_f64()
}

/// Listens until something was told of each record that moves.
async fn hear(socket: &mut Socket, told: impl Fn(&EntryKind) -> bool) {
    let mut count = 0;
    while count < MOVED {
        if let ToDevice::Feed { entries, .. } = socket.next().await.expect("it tells") {
            count += entries.iter().filter(|entry| told(&entry.what)).count();
        }
    }
}
