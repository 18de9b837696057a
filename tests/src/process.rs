//! The relay as a process of its own, and devices that reach it by its real socket.

use crate::device::id;
use crate::http;
use crm_sync::frame::{
    self, Hello, PROTOCOL, PushedChange, RELAY_FRAME_BYTES, Reply, SOCKET_PATH, ToDevice, ToRelay,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// The built relay: in release or not, whichever was built last.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let target =
        test.ancestors().nth(3).expect("tests are built into a folder of a profile of the target folder");
    let candidates = ["release/halkhata", "debug/halkhata"].map(|path| target.join(path));
    let age = |path: &PathBuf| path.metadata().and_then(|file| file.modified()).ok();
    let found = candidates.into_iter().filter(|path| path.exists()).max_by_key(age);
    found.expect("the relay is not built: cargo build -p crm-server")
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
        let mut request = format!("ws://{address}{SOCKET_PATH}").into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("origin", format!("http://{address}").parse().expect("a header"));
        headers.insert("cookie", account.cookie.parse().expect("a header"));
        let (stream, _) = connect_async(request).await.ok()?;
        Some(Self { stream, pushes: 0 })
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
        self.send(&ToRelay::Hello(Hello { protocol, ..hello(account) })).await
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

    /// Pushes changes and waits for the replies; `None` when the connection goes first.
    pub async fn push(&mut self, changes: Vec<PushedChange>) -> Option<Vec<Reply>> {
        self.pushes += 1;
        self.send(&ToRelay::Push { push: self.pushes, changes }).await?;
        loop {
            if let ToDevice::Replies { push, replies } = self.next().await?
                && push == self.pushes
            {
                return Some(replies.into_iter().map(|(_, reply)| reply).collect());
            }
        }
    }
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
