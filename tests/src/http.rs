//! Requests over a plain socket: as much HTTP as the tests need, with every header under their control.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Every cookie that was set, as a browser sends them back.
    pub fn cookies(&self) -> String {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        let pairs: Vec<&str> = set.filter_map(|(_, value)| value.split(';').next()).collect();
        pairs.join("; ")
    }

    /// The session cookie that was set, as it is sent back.
    pub fn cookie(&self) -> Option<String> {
        Some(self.header("set-cookie")?.split(';').next()?.to_owned())
    }
}

/// Sends a request as it stands and reads the answer.
pub async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(address).await.expect("the relay listens");
    stream.write_all(text.as_bytes()).await.expect("the relay reads");
    let mut bytes = Vec::new();
    // A relay that refuses may close before it has read everything; what it said before counts.
    let _ = stream.read_to_end(&mut bytes).await;
    parse(&bytes)
}

/// Asks for a socket and reads the head of the answer only.
pub async fn request_upgrade(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut text = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut stream = TcpStream::connect(address).await.expect("the relay listens");
    stream.write_all(text.as_bytes()).await.expect("the relay reads");
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.expect("the relay answers") == 0 {
            break;
        }
    }
    parse(&bytes)
}

/// Calls a server function as a page of the relay's own would.
pub async fn call(
    address: SocketAddr,
    function: &str,
    cookie: Option<&str>,
    body: serde_json::Value,
) -> Answer {
    let cookie = cookie.map(|cookie| ("cookie", cookie));
    call_with(address, function, cookie.as_slice(), body).await
}

/// The same with these headers, too.
pub async fn call_with(
    address: SocketAddr,
    function: &str,
    more: &[(&str, &str)],
    body: serde_json::Value,
) -> Answer {
    let origin = format!("http://{address}");
    let mut headers = vec![
        ("origin", origin.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    headers.extend(more);
    request(address, "POST", &format!("/api/v1/{function}"), &headers, &body.to_string()).await
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer has a head");
    let head = std::str::from_utf8(&bytes[..end]).expect("a head is text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &bytes[end + 4..];
    let body = if chunked { unchunked(body) } else { body.to_vec() };
    Answer { status: status.expect("a status"), headers, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
    }
    body
}
