//! The built site: files with a hash in their name for ever, the others checked at every use.

use crate::api::Web;
use crate::welcome::{Welcome, preferred};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A built site, in memory.
#[derive(Default)]
pub struct Site {
    addresses: BTreeMap<String, String>,
    files: HashMap<String, File>,
}

struct File {
    kind: &'static str,
    tag: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// What the build says about its files.
#[derive(Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
}

impl Site {
    /// Reads the site that was built into a folder.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let manifest = std::fs::read(folder.join("manifest.json"))?;
        let manifest: Manifest = serde_json::from_slice(&manifest)?;
        let mut found = Vec::new();
        list(folder, "", &mut found)?;
        let mut contents: HashMap<String, Bytes> = found.into_iter().collect();
        let names: Vec<String> = contents.keys().cloned().collect();
        let mut files = HashMap::new();
        for name in names {
            let Some(kind) = kind(&name) else { continue };
            let brotli = contents.remove(&format!("{name}.br"));
            let gzip = contents.remove(&format!("{name}.gz"));
            let Some(plain) = contents.remove(&name) else { continue };
            let digest = crate::socket::route::to_hex(&Sha256::digest(&plain)[..16]);
            let Ok(tag) = HeaderValue::from_str(&format!("\"{digest}\"")) else { continue };
            files.insert(name, File { kind, tag, plain, brotli, gzip });
        }
        Ok(Self { addresses: manifest.files, files })
    }

    /// The address of a file by its name in the sources.
    pub fn address(&self, name: &str) -> Option<String> {
        self.addresses.get(name).cloned()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

fn list(folder: &Path, prefix: &str, found: &mut Vec<(String, Bytes)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{prefix}/{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &name, found)?;
        } else {
            found.push((name, Bytes::from(std::fs::read(entry.path())?)));
        }
    }
    Ok(())
}

/// The type of a file by its name; `None` for what is not served by itself.
fn kind(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// The site and the shell made from it.
#[derive(Clone)]
pub struct Pages {
    site: Arc<Site>,
    shell: Bytes,
    /// The shell with the first run, in each language.
    welcomes: Arc<[Bytes]>,
}

impl Pages {
    /// Makes the shell for a site.
    pub fn new(site: Site) -> Self {
        let shell = Bytes::from(crate::shell::html(&site, None));
        let welcomes = Welcome::all();
        let welcomes = welcomes.iter().map(|welcome| Bytes::from(crate::shell::html(&site, Some(welcome))));
        Self { shell, welcomes: welcomes.collect(), site: Arc::new(site) }
    }
}

/// Every address that no route has: a file of the site, or the shell for a page of the app.
pub async fn page_or_file(State((_, pages)): State<(Web, Pages)>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path();
    if let Some(file) = pages.site.files.get(path) {
        return serve(file, path.starts_with("/assets/"), request.headers());
    }
    // `/sync` alone is a page of the app.
    let reserved = ["/api/", "/sync/", "/assets/"].iter().any(|top| path.starts_with(top));
    // Pages of the app have no dot in their last part; the service worker tells them apart in the same way.
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if reserved || is_file {
        return StatusCode::NOT_FOUND.into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-language"),
    ];
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let welcome = pages.welcomes.get(preferred(accepted)).filter(|_| path == "/");
    (headers, welcome.unwrap_or(&pages.shell).clone()).into_response()
}

fn serve(file: &File, hashed: bool, asked: &HeaderMap) -> Response {
    let accepts = |coding: &str| {
        let values = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|given| {
            let mut parts = given.split(';').map(str::trim);
            parts.next() == Some(coding) && parts.all(|part| part != "q=0")
        })
    };
    let (coding, body) = match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if accepts("br") => (Some("br"), brotli),
        (_, Some(gzip)) if accepts("gzip") => (Some("gzip"), gzip),
        _ => (None, &file.plain),
    };
    let fresh = asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == file.tag);
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(body.clone()))
    };
    let headers = response.headers_mut();
    if !fresh {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
        headers.extend(coding.map(|coding| (header::CONTENT_ENCODING, HeaderValue::from_static(coding))));
    }
    let caching = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, file.tag.clone());
    response
}
