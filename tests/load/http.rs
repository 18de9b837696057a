//! One request to the relay's account functions, over a plain connection.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came back: the JSON body, and the session's cookie where one was set.
pub struct Answer {
    /// The body.
    pub body: serde_json::Value,
    /// `name=value`.
    pub cookie: Option<String>,
}

/// Posts JSON to a path, as a page of the relay does.
pub async fn post(address: &str, path: &str, body: &serde_json::Value) -> Answer {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/json\r\nAccept: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("the relay listens");
    stream.write_all(request.as_bytes()).await.expect("the relay reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("the relay answers in text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    assert!(head.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    let cookie = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let pair = value.split(';').next()?;
        name.eq_ignore_ascii_case("set-cookie").then(|| pair.to_owned())
    });
    let body = serde_json::from_str(body).unwrap_or_default();
    Answer { body, cookie }
}
