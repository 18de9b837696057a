//! Whether a request comes from a page of ours: no other site may use a person's cookie.

use super::Web;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use crm_planted::{Bug, planted};
use std::net::{IpAddr, SocketAddr};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// From where pages of this relay come.
#[derive(Clone, Debug)]
pub struct Origins {
    exact: Vec<String>,
    /// Port of addresses by which devices on the local network may call, when there is no public address.
    by_address: Option<u16>,
    /// Whether browsers reach the relay by TLS.
    pub secure: bool,
}

impl Origins {
    /// Only the origin of this public address: `https://crm.example.org`.
    pub fn public(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split('/').next().filter(|host| !host.is_empty())?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let origin = format!("{scheme}://{}", host.to_ascii_lowercase());
        Some(Self { exact: vec![origin], by_address: None, secure })
    }

    /// Without a public address: this machine by its loopback names, and, where the relay listens to the network,
    /// by a numeric address. A number cannot be made to point elsewhere by somebody's name server.
    pub fn local(listen: SocketAddr, secure: bool) -> Self {
        let scheme = if secure { "https" } else { "http" };
        let port = listen.port();
        let exact = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{scheme}://{host}:{port}"));
        let by_address = (!listen.ip().is_loopback()).then_some(port);
        Self { exact: exact.to_vec(), by_address, secure }
    }

    /// The origins for which browsers may make passkeys: those of a name, encrypted or on this machine. Of a number they
    /// make none.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().map(String::as_str).filter(|origin| {
            let host = host(origin);
            let number = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
            !number && (self.secure || host == "localhost")
        })
    }

    fn allows(&self, origin: &str, host: Option<&str>) -> bool {
        if self.exact.iter().any(|exact| exact == origin) {
            return true;
        }
        let scheme = if self.secure { "https" } else { "http" };
        let numeric = |host: &str| match host.rsplit_once(':') {
            Some((address, port)) => {
                let address = address.trim_start_matches('[').trim_end_matches(']');
                address.parse::<IpAddr>().is_ok() && port.parse() == Ok(self.by_address.unwrap_or_default())
            }
            None => false,
        };
        self.by_address.is_some()
            && host.is_some_and(|host| numeric(host) && origin == format!("{scheme}://{host}"))
    }
}

/// The name or number in an origin, without the port.
pub fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let end = rest.rfind(':').filter(|end| !rest[*end..].contains(']'));
    &rest[..end.unwrap_or(rest.len())]
}

/// Whether the origin of a request is exactly one of ours.
pub fn allowed(origins: &Origins, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let mut given = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (given.next(), given.next()) else { return false };
    planted(Bug::AnyOrigin) || origin.to_str().is_ok_and(|origin| origins.allows(origin, text(header::HOST)))
}

/// Refuses requests that could change something unless a page of ours sent them, as JSON.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let site = headers.get(FETCH_SITE).map(|site| site.as_bytes() == b"same-origin");
    let ours = match site {
        Some(same) => same && (!headers.contains_key(header::ORIGIN) || allowed(&web.origins, headers)),
        None => allowed(&web.origins, headers),
    };
    if !ours {
        return StatusCode::FORBIDDEN.into_response();
    }
    let json = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let json =
        json.is_some_and(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json"));
    if json { next.run(request).await } else { StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response() }
}
