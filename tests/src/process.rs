//! The relay as a process of its own, and devices that reach it by its real socket.

use crate::device::id;
use crate::http;
use crm_core::policy::Policy;
use crm_sync::frame::{
    self, Cursor, Epoch, Hello, PAGES_PATH, PROTOCOL, Page, PushedChange, RELAY_FRAME_BYTES, Reply,
    SOCKET_PATH, ToDevice, ToRelay,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

/// The built relay: the one of the tests, or the one that `HALKHATA` names, seen from the folder of the project.
pub fn binary() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows where it is");
    let target = own.ancestors().find(|folder| folder.ends_with("target"));
    let project = target.and_then(Path::parent).expect("tests are built into the target folder");
    let named = std::env::var("HALKHATA").unwrap_or_else(|_| "target/debug/halkhata".to_owned());
    let found = project.join(named);
    assert!(found.exists(), "the relay is not built: make {}", found.display());
    found
}

/// A running relay.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The token of its set-up link, where it printed one.
    pub set_up: Option<String>,
}

impl Process {
    /// Starts the relay on a folder and waits until it listens; port 0 takes a free one.
    pub fn start(folder: &Path, port: u16) -> Self {
        Self::start_on(folder, port, None)
    }

    /// The same on a database at that address, where there is one.
    pub fn start_on(folder: &Path, port: u16, database: Option<&str>) -> Self {
        Self::run(Command::new(binary()), folder, port, database)
    }

    /// The same on a disk on which no file may grow beyond so many KiB.
    pub fn start_with_room(folder: &Path, room: u32) -> Self {
        let mut command = Command::new("sh");
        // A write that does not fit fails as on a full disk, where the signal would end the process.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", room * 2);
        command.args(["-c", &script]).arg(binary());
        Self::run(command, folder, 0, None)
    }

    fn run(mut command: Command, folder: &Path, port: u16, database: Option<&str>) -> Self {
        let mut child = command
            .env_remove("DATABASE_URL")
            .envs(database.map(|address| ("DATABASE_URL", address)))
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--assets", "no-site", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the relay starts");
        let output = child.stdout.take().expect("its output is ours");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        // A set-up link comes first, while there is no workspace.
        let mut set_up = None;
        let listening = lines.find_map(|line| {
            set_up = set_up.take().or_else(|| Some(line.split_once("/setup#")?.1.to_owned()));
            line.strip_prefix("listening: http://")?.parse().ok()
        });
        let address = listening.expect("the relay says where it listens");
        Self { child, address, set_up }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it as a power cut would: no signal handler runs.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is ours");
    }

    /// Stops it where it stands, as a machine that is put to sleep would, until [`Process::thaw`].
    pub fn freeze(&self) {
        self.signal("-STOP");
        let stands = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("it runs");
            status.lines().any(|line| line.starts_with("State:") && line.contains('T'))
        };
        while !stands() {
            std::thread::yield_now();
        }
    }

    /// Lets it go on where it stood.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.id().to_string()]).status();
        assert!(sent.expect("kill is there").success());
    }

    /// Makes the workspace; gives the administrator's cookie and the workspace's id.
    pub async fn found(&self, folder: &Path) -> Account {
        let token = self.set_up.as_deref().expect("a new relay prints a set-up link");
        let request = json!({"request": {
            "token": token, "workspace_name": "Dhaka", "name": "Rina", "email": "rina@example.org",
            "password": "correct horse", "device": hex(&id(1)), "device_name": "Phone",
        }});
        let answer = http::call(self.address, "set_up", None, request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        std::fs::write(folder.join("set-up-done"), "").expect("the folder is ours");
        let workspace = unhex(answer.json()["workspace"].as_str().expect("a session names its workspace"));
        Account { cookie: answer.cookie().expect("a session"), workspace, device: id(1) }
    }

    /// Puts another policy in force.
    pub async fn govern(&self, administrator: &Account, change: impl FnOnce(&mut Policy)) {
        let cookie = Some(administrator.cookie.as_str());
        let found = http::call(self.address, "policy", cookie, json!({})).await.json();
        let policy = found["policy"].as_str().and_then(|text| serde_json::from_str(text).ok());
        let mut policy: Policy = policy.expect("a policy");
        change(&mut policy);
        let policy = serde_json::to_string(&policy).expect("plain data");
        let body = json!({"place": found["place"], "policy": policy});
        let set = http::call(self.address, "set_policy", cookie, body).await;
        assert_eq!(set.status, 200, "{set:?}");
    }

    /// Lets a person in no more.
    pub async fn let_go(&self, administrator: &Account, number: u64) {
        let cookie = Some(administrator.cookie.as_str());
        let team = http::call(self.address, "teammates", cookie, json!({})).await.json();
        let email = json!(format!("{number}@example.org"));
        let team = team.as_array().expect("people");
        let person = team.iter().find(|one| one["email"] == email).expect("a member");
        let body = json!({"person": person["person"], "active": false});
        let gone = http::call(self.address, "set_active", cookie, body).await;
        assert_eq!(gone.status, 200, "{gone:?}");
    }

    /// The place of the log that a device of somebody has who has everything.
    pub async fn place(&self, account: &Account) -> (Epoch, Cursor) {
        let path = format!("{PAGES_PATH}?workspace={}", hex(&account.workspace));
        let headers = [("cookie", account.cookie.as_str())];
        let answer = http::request(self.address, "GET", &path, &headers, "").await;
        let page: Page = frame::decode(&answer.body, usize::MAX).expect("a page");
        (page.epoch, page.cursor)
    }

    /// A teammate joins by invitation.
    pub async fn join(&self, administrator: &Account, number: u64) -> Account {
        let role = json!({"role": "representative"});
        let invitation = http::call(self.address, "invite", Some(&administrator.cookie), role).await.json();
        let path = invitation["path"].as_str().expect("an invitation has a path");
        let request = json!({"request": {
            "token": path.split_once('#').expect("a path has a token").1, "name": "Karim",
            "email": format!("{number}@example.org"), "password": "battery staple",
            "device": hex(&id(number)), "device_name": "Laptop",
        }});
        let answer = http::call(self.address, "accept", None, request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.cookie().expect("a session");
        Account { cookie, workspace: administrator.workspace, device: id(number) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who is logged in on a device.
#[derive(Clone, Debug)]
pub struct Account {
    /// The session.
    pub cookie: String,
    /// The workspace.
    pub workspace: [u8; 16],
    /// The device.
    pub device: [u8; 16],
}

/// A socket to a relay.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pushes: u32,
}

impl Socket {
    /// Opens a socket; `None` when the relay is not there.
    pub async fn open(address: SocketAddr, account: &Account) -> Option<Self> {
        let (stream, _) = connect_async(upgrade(address, account)).await.ok()?;
        Some(Self { stream, pushes: 0 })
    }

    /// The same, and the system keeps as little as it can for a device that does not read.
    pub async fn open_narrow(address: SocketAddr, account: &Account) -> Option<Self> {
        let socket = TcpSocket::new_v4().ok()?;
        socket.set_recv_buffer_size(4_096).ok()?;
        let stream = MaybeTlsStream::Plain(socket.connect(address).await.ok()?);
        let (stream, _) = client_async(upgrade(address, account), stream).await.ok()?;
        Some(Self { stream, pushes: 0 })
    }

    /// The port of the device's end.
    pub fn port(&self) -> u16 {
        let MaybeTlsStream::Plain(stream) = self.stream.get_ref() else { panic!("tests speak without TLS") };
        stream.local_addr().expect("connected").port()
    }

    /// Opens a socket and says hello without a cursor.
    pub async fn greet(address: SocketAddr, account: &Account) -> Option<Self> {
        let mut socket = Self::open(address, account).await?;
        socket.hello(account, PROTOCOL).await?;
        while !matches!(socket.next().await?, ToDevice::Welcome(_)) {}
        Some(socket)
    }

    /// Says hello without a cursor, in this protocol.
    pub async fn hello(&mut self, account: &Account, protocol: u16) -> Option<()> {
        self.hello_from(account, protocol, None).await
    }

    /// Says hello from a place of the log, where the device has one.
    pub async fn hello_from(
        &mut self,
        account: &Account,
        protocol: u16,
        place: Option<(Epoch, Cursor)>,
    ) -> Option<()> {
        let (epoch, cursor) = (place.map(|(epoch, _)| epoch), place.map(|(_, cursor)| cursor));
        self.send(&ToRelay::Hello(Hello { protocol, epoch, cursor, ..hello(account) })).await
    }

    /// Sends a frame; `None` when the connection is gone.
    pub async fn send(&mut self, frame: &ToRelay) -> Option<()> {
        self.stream.send(Message::Binary(frame::encode(frame).into())).await.ok()
    }

    /// The next frame; `None` when the connection is gone.
    pub async fn next(&mut self) -> Option<ToDevice> {
        loop {
            match self.stream.next().await?.ok()? {
                Message::Binary(bytes) => {
                    return Some(
                        frame::decode(&bytes, RELAY_FRAME_BYTES).expect("the relay speaks the protocol"),
                    );
                }
                Message::Close(_) => return None,
                Message::Ping(_) | Message::Pong(_) | Message::Text(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Pushes changes and waits for nothing; `None` when the connection is gone.
    pub async fn send_push(&mut self, changes: Vec<PushedChange>) -> Option<()> {
        self.pushes += 1;
        self.send(&ToRelay::Push { push: self.pushes, changes }).await
    }

    /// Pushes changes and waits for the replies; `None` when the connection goes first.
    pub async fn push(&mut self, changes: Vec<PushedChange>) -> Option<Vec<Reply>> {
        self.send_push(changes).await?;
        loop {
            if let ToDevice::Replies { push, replies } = self.next().await?
                && push == self.pushes
            {
                return Some(replies.into_iter().map(|(_, reply)| reply).collect());
            }
        }
    }
}

/// What a page of the relay's own asks for a socket with.
fn upgrade(address: SocketAddr, account: &Account) -> Request<()> {
    let mut request = format!("ws://{address}{SOCKET_PATH}").into_client_request().expect("an address");
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{address}").parse().expect("a header"));
    headers.insert("cookie", account.cookie.parse().expect("a header"));
    request
}

/// A hello without a cursor.
pub fn hello(account: &Account) -> Hello {
    Hello {
        protocol: PROTOCOL,
        schema: 1,
        rows_version: crm_core::objects::rows_version(),
        workspace: account.workspace,
        device: account.device,
        epoch: None,
        cursor: None,
        now: 0,
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> [u8; 16] {
    crm_server::socket::route::from_hex(text).and_then(|id| id.try_into().ok()).expect("32 digits")
}
