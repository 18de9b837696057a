//! Sockets that send too much, too slowly or in too many pieces, and sockets that never read: the relay ends them or bears
//! them, its memory has a bound, and the others work meanwhile.

use crate::hostile::peak;
use crm_core::commands::Edit;
use crm_sync::frame::{self, PushedChange, Reply, SOCKET_PATH, ToRelay};
use crm_tests::device::{TEXT, blank, created, edit, id};
use crm_tests::process::{Account, Process, Socket};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// More than ten times what the relay promises the others, and than a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// A socket of which every byte is ours, with so small a window that what is not read stays with the relay.
async fn raw(address: SocketAddr, account: &Account) -> TcpStream {
    let (stream, answer) = asked(address, &account.cookie).await;
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    stream
}

/// The same whatever the relay answers, with its answer.
async fn asked(address: SocketAddr, cookie: &str) -> (TcpStream, String) {
    let socket = TcpSocket::new_v4().expect("sockets are to be had");
    socket.set_recv_buffer_size(4 * 1024).expect("a size");
    let mut stream = socket.connect(address).await.expect("the relay listens");
    let head = format!(
        "GET {SOCKET_PATH} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {}\r\n\
         connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        cookie
    );
    stream.write_all(head.as_bytes()).await.expect("the relay reads");
    let mut answer = Vec::new();
    while !answer.windows(4).any(|part| part == b"\r\n\r\n") {
        answer.push(stream.read_u8().await.expect("the relay answers"));
    }
    (stream, String::from_utf8_lossy(&answer).into_owned())
}

/// The head of a masked frame; a mask of zeros leaves what follows as it is.
fn head(first: u8, length: u64) -> Vec<u8> {
    let mut head = vec![first];
    match length {
        0..126 => head.push(0x80 | length as u8),
        _ => {
            head.push(0x80 | 127);
            head.extend(length.to_be_bytes());
        }
    }
    head.extend([0; 4]);
    head
}

/// Waits until the relay has ended the connection.
async fn is_ended(mut stream: TcpStream, what: &str) {
    let mut rest = Vec::new();
    let ended = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "{what}: the relay keeps the connection");
}

/// Sends until everything is sent or the relay has ended the connection.
async fn send_all(stream: &mut TcpStream, bytes: &[u8]) {
    let sent = timeout(PATIENCE, stream.write_all(bytes)).await;
    assert!(sent.is_ok(), "the relay neither reads nor ends it");
}

async fn works((honest, actor): (&mut Socket, u64), number: u64, what: &str) {
    let change = created(id(20_000 + number), id(actor), "meanwhile");
    let replies = timeout(PATIENCE, honest.push(vec![change])).await;
    assert_eq!(replies, Ok(Some(vec![Reply::Acked])), "while {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x19_frames_that_are_too_large_too_many_or_too_slow_harm_nobody() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start(folder.path(), 0);
    let rina = relay.found(folder.path()).await;
    let karim = relay.join(&rina, 5).await;
    let mut honest = Socket::greet(relay.address, &karim).await.expect("connected");
    works((&mut honest, 50), 0, "nothing").await;
    let before = peak(relay.id());

    let mut large = raw(relay.address, &rina).await;
    let mut bytes = head(0x82, 65 << 20);
    bytes.resize(2 << 20, 0);
    let _ = timeout(PATIENCE, large.write_all(&bytes)).await.expect("the relay reads or ends it");
    is_ended(large, "a message of 65 MiB").await;
    works((&mut honest, 50), 1, "a message of 65 MiB").await;

    let mut pieces = raw(relay.address, &rina).await;
    let mut bytes = head(0x02, 0);
    bytes.extend(head(0x00, 0).repeat(1_000_000));
    let (_, ()) =
        tokio::join!(send_all(&mut pieces, &bytes), works((&mut honest, 50), 2, "a million empty pieces"));
    works((&mut honest, 50), 3, "a million empty pieces").await;

    let mut many = raw(relay.address, &rina).await;
    let pings = head(0x89, 0).repeat(100_000);
    let flood = timeout(Duration::from_secs(5), many.write_all(&pings));
    let (_, ()) = tokio::join!(flood, works((&mut honest, 50), 4, "pings"));
    works((&mut honest, 50), 5, "pings").await;

    let mut wide = TcpStream::connect(relay.address).await.expect("the relay listens");
    let request = format!("GET {SOCKET_PATH} HTTP/1.1\r\nhost: x\r\nx-long: {}", "x".repeat(1 << 20));
    let _ = wide.write_all(request.as_bytes()).await;
    is_ended(wide, "a head of a megabyte").await;

    // A frame that is never finished: the time for the first hello ends it.
    let mut slow = raw(relay.address, &rina).await;
    slow.write_all(&head(0x82, 100)).await.expect("the relay reads");
    is_ended(slow, "a frame that never ends").await;
    is_ended(pieces, "pieces that never end").await;
    works((&mut honest, 50), 6, "slow frames").await;

    let grew = peak(relay.id()).saturating_sub(before);
    assert!(grew < 160 * 1_024, "{} MiB", grew / 1_024);
    assert!(relay.alive());
}

/// Each asks for two hundred times as much as a connection may have waiting, and reads nothing of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x20_who_asks_and_never_reads_costs_little_and_holds_nobody_up() {
    const READERS: usize = 40;
    const WANTS: usize = 40;
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start(folder.path(), 0);
    let rina = relay.found(folder.path()).await;
    let karim = relay.join(&rina, 5).await;
    let mut honest = Socket::greet(relay.address, &rina).await.expect("connected");
    let records: Vec<[u8; 16]> = (0..64).map(|number| id(1_000 + number)).collect();
    for record in &records {
        let words = "words ".repeat(750);
        let text = vec![Edit::Rewrite(TEXT.to_owned(), words)];
        let long: PushedChange = edit(&mut blank(*record), *record, id(50), text);
        assert_eq!(honest.push(vec![long]).await, Some(vec![Reply::Acked]));
    }
    let before = peak(relay.id());
    let hello = frame::encode(&ToRelay::Hello(crm_tests::process::hello(&rina)));
    let want = frame::encode(&ToRelay::Want { documents: records });
    let binary = |bytes: &[u8]| [head(0x82, bytes.len() as u64), bytes.to_vec()].concat();
    let mut stalled = Vec::new();
    for _ in 0..READERS {
        let mut reader = raw(relay.address, &rina).await;
        let mut bytes = binary(&hello);
        bytes.extend(binary(&want).repeat(WANTS));
        reader.write_all(&bytes).await.expect("the relay reads");
        stalled.push(reader);
    }
    let mut other = Socket::greet(relay.address, &karim).await.expect("connected");
    for number in 0..20 {
        works((&mut honest, 50), 100 + number, "others do not read").await;
        works((&mut other, 51), 200 + number, "others do not read").await;
    }
    let grew = peak(relay.id()).saturating_sub(before);
    assert!(grew < 160 * 1_024, "{} MiB", grew / 1_024);
    assert!(relay.alive());
    drop(stalled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x21_sockets_of_one_person_or_of_strangers_leave_room_for_the_team() {
    const MOST: usize = 100;
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start(folder.path(), 0);
    let rina = relay.found(folder.path()).await;
    let karim = relay.join(&rina, 5).await;
    let mut open = Vec::new();
    for _ in 0..MOST {
        open.push(raw(relay.address, &karim).await);
    }
    // Few enough that it takes less time than the relay waits for those that are open and say nothing.
    for _ in 0..300 {
        let (_, answer) = asked(relay.address, &karim.cookie).await;
        assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
        assert!(answer.contains("retry-after: 30"), "{answer}");
    }
    // Who is not logged in is told so and let go; none of them is counted for ever.
    for _ in 0..100 {
        let (stream, answer) = asked(relay.address, "").await;
        assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
        is_ended(stream, "nobody is logged in").await;
    }
    let mut silent = Vec::new();
    for head in [
        "",
        "GET / HTTP/1.1\r\nhost: x\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST /api/v1/log_in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(relay.address).await.expect("the relay listens");
        stream.write_all(head.as_bytes()).await.expect("the relay reads");
        silent.push(stream);
    }
    let mut honest = Socket::greet(relay.address, &rina).await.expect("connected");
    works((&mut honest, 50), 1, "others open sockets").await;
    for stream in silent {
        is_ended(stream, "half of a request").await;
    }
    // Who goes makes room.
    drop(open);
    let again = async { while Socket::greet(relay.address, &karim).await.is_none() {} };
    timeout(PATIENCE, again).await.expect("there is room again");
    assert!(relay.alive());
}
