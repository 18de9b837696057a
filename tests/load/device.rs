//! A device as the relay sees it: logs in once, connects, pushes new records, hears of others'.

use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::{self, bulk, write};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, RecordId};
use crm_sync::frame::{
    Cursor, DEVICE_FRAME_BYTES, Epoch, Hello, Next, PAGES_PATH, PROTOCOL, PUSH_CHANGES, Page, PushedChange,
    RELAY_FRAME_BYTES, Reply, SOCKET_PATH, ToDevice, ToRelay, decode, encode,
};
use crm_tests::http;
use futures_util::{SinkExt as _, StreamExt as _};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Pushes that wait for their replies at once.
const UNDER_WAY: usize = 4;

/// One workspace with one person.
pub struct Team {
    address: SocketAddr,
    cookie: String,
    workspace: [u8; 16],
    device: [u8; 16],
    /// Where new connections begin to follow.
    place: Option<(Epoch, Cursor)>,
}

impl Team {
    /// Makes the workspace.
    pub async fn set_up(address: &str, token: &str) -> Self {
        let device = random();
        let request = serde_json::json!({ "request": {
            "token": token, "workspace_name": "Load", "name": "Load", "email": "load@example.com",
            "password": "load load load", "device": hex(device), "device_name": "load",
        }});
        let address = address.parse().expect("a numeric address and a port");
        let answer = http::call(address, "set_up", None, request).await;
        let session = answer.json();
        let workspace = session["workspace"].as_str().expect("a session names its workspace");
        let workspace: RecordId = workspace.parse().expect("an id of 32 digits");
        let cookie = answer.cookie().expect("a session has a cookie");
        Self { address, cookie, workspace: workspace.0, device, place: None }
    }

    /// Asks where the log stands; connections from now on follow from there.
    pub async fn look(&mut self) {
        let path = format!("{PAGES_PATH}?workspace={}", hex(self.workspace));
        let answer = http::request(self.address, "GET", &path, &[("cookie", &self.cookie)], "").await;
        let page: Page = decode(&answer.body, usize::MAX).expect("a page");
        self.place = Some((page.epoch, page.cursor));
    }

    /// One more socket, greeted and caught up.
    pub async fn connect(&self) -> Connection {
        let mut request =
            format!("ws://{}{SOCKET_PATH}", self.address).into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("cookie", self.cookie.parse().expect("a cookie is text"));
        headers.insert("origin", format!("http://{}", self.address).parse().expect("an address is text"));
        let stream = TcpStream::connect(self.address).await.expect("the relay listens");
        let (socket, _) = client_async(request, stream).await.expect("the relay speaks WebSocket");
        let mut connection = Connection { socket, actor: ActorId(random()), pushes: 0 };
        connection.greet(self).await;
        connection
    }
}

/// One socket.
pub struct Connection {
    socket: WebSocketStream<TcpStream>,
    actor: ActorId,
    pushes: u32,
}

impl Connection {
    async fn greet(&mut self, team: &Team) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let hello = Hello {
            protocol: PROTOCOL,
            schema: 1,
            rows_version: 0,
            workspace: team.workspace,
            device: team.device,
            epoch: team.place.map(|(epoch, _)| epoch),
            cursor: team.place.map(|(_, cursor)| cursor),
            now: i64::try_from(now.as_millis()).unwrap_or(i64::MAX),
        };
        self.send(&ToRelay::Hello(hello)).await;
        loop {
            let frame = self.receive().await.expect("the relay greets back");
            if let ToDevice::Welcome(welcome) = &frame {
                assert_eq!(welcome.next, Next::Feed);
            }
            if matches!(frame, ToDevice::Feed { caught_up: true, .. }) {
                return;
            }
        }
    }

    /// New contacts, one change each.
    pub fn records(&self, count: usize) -> Vec<PushedChange> {
        (0..count).map(|number| new_record(number, self.actor)).collect()
    }

    /// Edits of contacts that were made by [`Connection::records`]: so many of each, all of a round before the next.
    pub fn edits(&self, records: &[PushedChange], each: usize) -> Vec<PushedChange> {
        let document = |made: &PushedChange| {
            let mut doc =
                document::new(RecordId(made.doc), &made.kind).expect("contacts are in the catalogue");
            doc.load_incremental(&made.bytes).expect("the change that made the record");
            (RecordId(made.doc), doc)
        };
        let mut documents: Vec<_> = records.iter().map(document).collect();
        let mut edits = Vec::new();
        for round in 0..each {
            edits.extend(documents.iter_mut().map(|(record, doc)| edit(doc, *record, round, self.actor)));
        }
        edits
    }

    /// Pushes all of them; returns when each is acknowledged.
    pub async fn push_all(&mut self, changes: Vec<PushedChange>) {
        let mut waiting = 0;
        let mut under_way = 0;
        for part in changes.chunks(PUSH_CHANGES) {
            if under_way == UNDER_WAY {
                waiting -= self.replies().await;
                under_way -= 1;
            }
            self.pushes += 1;
            waiting += part.len();
            under_way += 1;
            self.send(&ToRelay::Push { push: self.pushes, changes: part.to_vec() }).await;
        }
        while waiting > 0 {
            waiting -= self.replies().await;
        }
    }

    async fn replies(&mut self) -> usize {
        loop {
            if let ToDevice::Replies { replies, .. } = self.receive().await.expect("the relay replies") {
                assert!(replies.iter().all(|(_, reply)| *reply == Reply::Acked), "{replies:?}");
                return replies.len();
            }
        }
    }

    /// Waits for news; false when the relay has gone.
    pub async fn next_feed(&mut self) -> bool {
        loop {
            match self.receive().await {
                Some(ToDevice::Feed { entries, .. }) if !entries.is_empty() => return true,
                Some(_) => {}
                None => return false,
            }
        }
    }

    async fn send(&mut self, frame: &ToRelay) {
        let bytes = encode(frame);
        assert!(bytes.len() <= DEVICE_FRAME_BYTES, "a frame of {} bytes", bytes.len());
        self.socket.send(Message::Binary(bytes.into())).await.expect("the relay reads");
    }

    async fn receive(&mut self) -> Option<ToDevice> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Binary(bytes)) => return decode(&bytes, RELAY_FRAME_BYTES).ok(),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }
}

/// A new contact.
pub fn new_record(number: usize, actor: ActorId) -> PushedChange {
    let record = RecordId(random());
    let put = |key: &str, text: String| Edit::Put(key.to_owned(), Scalar::Text(text));
    let edits = vec![
        put("first_name", "Rahim".to_owned()),
        put("last_name", format!("Uddin {number}")),
        put("job_title", "Buyer of jute and cotton".to_owned()),
        put("department", "Purchasing".to_owned()),
    ];
    let plan = DocumentPlan { record, object: "contact".to_owned(), intent: Intent::Create, edits };
    let made = bulk::create(&plan, actor, 1_763_700_000_000).expect("contacts are in the catalogue");
    PushedChange { doc: record.0, kind: plan.object, hash: made.hash, bytes: made.change }
}

fn edit(doc: &mut document::Document, record: RecordId, round: usize, actor: ActorId) -> PushedChange {
    let edits = vec![Edit::Put("job_title".to_owned(), Scalar::Text(format!("Buyer of jute, week {round}")))];
    let plan = DocumentPlan { record, object: "contact".to_owned(), intent: Intent::Set, edits };
    let change = write::write(doc, &plan, actor, 1_763_700_000_000).expect("the plan fits the document");
    let change = change.expect("the title differs each time");
    let bytes = change.raw_bytes().to_vec();
    PushedChange { doc: record.0, kind: plan.object, hash: change.hash().0, bytes }
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}

fn hex(bytes: [u8; 16]) -> String {
    RecordId(bytes).to_string()
}
