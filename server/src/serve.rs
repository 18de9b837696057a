//! Serves a relay on an address until it is told to stop.

use crate::api::{self, Web, origin, programs};
use crate::assets::{Pages, page_or_file};
use crate::compacting::keep_compacting;
use crate::headers;
use crate::patience::Patient;
use crate::relay::Relay;
use crate::socket::route;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use crm_sync::frame::{PAGES_PATH, SOCKET_PATH};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Largest body of a request, in bytes.
const BODY: usize = 64 * 1024;
/// How long the head of a request may take, and how long a connection waits for the next request.
const SILENT: Duration = Duration::from_secs(30);
/// How long requests may take to finish when the relay stops.
const GRACE: Duration = Duration::from_secs(5);

/// A certificate and its key, in PEM.
#[derive(Clone, Debug)]
pub struct Tls {
    /// File with the certificates.
    pub certificate: PathBuf,
    /// File with the key.
    pub key: PathBuf,
}

impl Tls {
    /// Reads both files.
    pub async fn load(&self) -> io::Result<RustlsConfig> {
        // Another part of the process may have chosen a provider already; either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        RustlsConfig::from_pem_file(&self.certificate, &self.key).await
    }
}

/// Every route of the relay.
pub fn router(web: Web, pages: Pages) -> Router {
    api::register();
    let small = CompressionLayer::new().quality(CompressionLevel::Precise(4));
    Router::new()
        .route(SOCKET_PATH, get(route::socket))
        .route(PAGES_PATH, get(route::page).layer(small))
        .route("/api/v1/{function}", post(api::call))
        .route("/healthz", get(healthz))
        .with_state(web.clone())
        .fallback_service(get(page_or_file).fallback(page_or_file).with_state((web.clone(), pages)))
        .layer(RequestBodyTimeoutLayer::new(SILENT))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(web.clone(), origin::guard))
        .merge(programs::routes().with_state(web.clone()))
        .layer(from_fn_with_state(web, headers::protect))
}

/// Whether the relay can read its database.
async fn healthz(State(web): State<Web>) -> Result<&'static str, StatusCode> {
    match web.relay.log.workspaces().await {
        Ok(_) => Ok("ok"),
        Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// A relay that is being served.
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    relay: Relay,
    handle: Handle<SocketAddr>,
    task: tokio::task::JoinHandle<io::Result<()>>,
}

impl Running {
    /// Says goodbye to every device, lets requests finish, and closes the log.
    pub async fn stop(self) -> io::Result<()> {
        self.relay.hub.restart();
        self.handle.graceful_shutdown(Some(GRACE));
        let served = self.task.await;
        self.relay.log.close().await;
        served.map_err(io::Error::other)?
    }

    /// Ends when serving ends by itself.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.task).await.map_err(io::Error::other)?
    }
}

/// Ends a connection on which nobody asks for anything, or too slowly. Without a timer none is ever ended.
fn end_silent(builder: &mut Builder<TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(SILENT);
    let mut newer = builder.http2();
    newer.timer(TokioTimer::new()).keep_alive_interval(Some(SILENT)).keep_alive_timeout(SILENT);
}

fn patient<A>(acceptor: A) -> Patient<A> {
    Patient { acceptor, patience: SILENT }
}

/// Serves on a listener that is bound already.
pub async fn start(web: Web, pages: Pages, listener: TcpListener, tls: Option<&Tls>) -> io::Result<Running> {
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let handle = Handle::new();
    let relay = web.relay.clone();
    tokio::spawn(keep_compacting(relay.clone()));
    let service = router(web, pages).into_make_service_with_connect_info::<SocketAddr>();
    let task = match tls {
        Some(tls) => {
            let server = axum_server::from_tcp_rustls(listener, tls.load().await?)?;
            let mut server = server.handle(handle.clone()).map(patient);
            end_silent(server.http_builder());
            tokio::spawn(server.serve(service))
        }
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle.clone()).map(patient);
            end_silent(server.http_builder());
            tokio::spawn(server.serve(service))
        }
    };
    Ok(Running { address, relay, handle, task })
}
