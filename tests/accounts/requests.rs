//! What every request passes: origin, fetch metadata, content type, headers, and which address gets what.

use super::{Server, set_up};
use crm_server::api::ENDPOINTS;
use crm_server::assets::Site;
use crm_sync::frame::{PAGES_PATH, SOCKET_PATH};
use crm_tests::http::{self, Answer};
use serde_json::json;

async fn upgrade(server: &Server, origin: Option<&str>) -> Answer {
    let mut headers = vec![
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    headers.extend(origin.map(|origin| ("origin", origin)));
    http::request_upgrade(server.address(), SOCKET_PATH, &headers).await
}

#[tokio::test]
async fn x1_only_pages_of_ours_open_a_socket() {
    let server = Server::start().await;
    let port = server.address().port();
    let ours = format!("http://127.0.0.1:{port}");
    assert_eq!(upgrade(&server, Some(&ours)).await.status, 101);
    let others = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("http://127.0.0.1.evil.example:{port}"),
        format!("http://127.0.0.1:{}", port ^ 1),
        "http://127.0.0.1".to_owned(),
        format!("https://127.0.0.1:{port}"),
        format!("HTTP://127.0.0.1:{port}"),
        format!("http://127.0.0.1.:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://evil@127.0.0.1:{port}"),
        format!("http://127.1:{port}"),
    ];
    for origin in &others {
        assert_eq!(upgrade(&server, Some(origin)).await.status, 403, "{origin}");
    }
    assert_eq!(upgrade(&server, None).await.status, 403, "no origin");
}

#[tokio::test]
async fn x2_no_other_site_can_call_a_function() {
    let server = Server::start().await;
    let address = server.address();
    let ours = format!("http://{address}");
    let mut paths: Vec<String> = ENDPOINTS.iter().map(|path| (*path).to_owned()).collect();
    paths.extend(
        [SOCKET_PATH, PAGES_PATH, "/", "/today", "/healthz", "/sw.js", "/api/v1/unknown"].map(str::to_owned),
    );
    let json = ("content-type", "application/json");
    for path in &paths {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for site in ["cross-site", "same-site", "none"] {
                let headers = [("sec-fetch-site", site), ("origin", "https://evil.example"), json];
                assert_eq!(
                    http::request(address, method, path, &headers, "{}").await.status,
                    403,
                    "{method} {path}"
                );
                let headers = [("sec-fetch-site", site), json];
                assert_eq!(
                    http::request(address, method, path, &headers, "{}").await.status,
                    403,
                    "{method} {path}"
                );
            }
            let bare = http::request(address, method, path, &[json], "{}").await;
            assert_eq!(bare.status, 403, "without any origin: {method} {path}");
        }
    }
    let body = set_up(&server.token).to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let headers = [("origin", ours.as_str()), ("content-type", kind)];
        assert_eq!(
            http::request(address, "POST", "/api/v1/set_up", &headers, &body).await.status,
            415,
            "{kind}"
        );
    }
    for path in ENDPOINTS {
        let read = http::request(address, "GET", path, &[("origin", ours.as_str())], "").await;
        assert!(
            read.status == 404 || read.status == 405,
            "nothing is done by reading: {path} {}",
            read.status
        );
    }
    let old_browser = [("origin", ours.as_str()), json];
    assert_eq!(http::request(address, "POST", "/api/v1/set_up", &old_browser, &body).await.status, 200);
}

/// The endpoints are written in three places; a forgotten one would be checked nowhere.
#[tokio::test]
async fn every_function_is_served_and_known_to_the_tests_of_this_file() {
    let functions = crm_tests::repository::read("app/accounts/src/functions.rs");
    let mut written: Vec<String> = functions
        .split("endpoint = \"")
        .skip(1)
        .filter_map(|rest| Some(format!("/api/{}", rest.split_once('"')?.0)))
        .collect();
    let mut known: Vec<String> = ENDPOINTS.iter().map(|path| (*path).to_owned()).collect();
    written.sort();
    known.sort();
    assert_eq!(written, known);
    let server = Server::start().await;
    for path in ENDPOINTS {
        let function = path.trim_start_matches("/api/v1/");
        let answer = server.call(function, None, json!({})).await;
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!said.contains("Could not find a server function"), "{path} is not registered: {said}");
    }
}

#[tokio::test]
async fn x32_every_answer_has_the_same_strict_headers() {
    let server = Server::start().await;
    let address = server.address();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' ws://{address} wss://{address}; img-src 'self' blob: data:; font-src 'self'; \
         manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    let expected = [
        ("content-security-policy", policy.as_str()),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ];
    let ours = format!("http://{address}");
    let json_kind = ("content-type", "application/json");
    let long = "x".repeat(65 * 1024);
    let mut paths: Vec<&str> = ENDPOINTS.to_vec();
    paths.push("/api/v1/none");
    for path in paths {
        let cases = [
            (vec![("origin", "https://evil.example"), json_kind], "{}", 403),
            (vec![("origin", ours.as_str())], "{}", 415),
            (vec![("origin", ours.as_str()), json_kind], "{", 0),
            (vec![("origin", ours.as_str()), json_kind], long.as_str(), 0),
            (vec![("origin", ours.as_str()), json_kind], "{}", 0),
        ];
        for (sent, body, status) in cases {
            let answer = http::request(address, "POST", path, &sent, body).await;
            assert!(status == 0 || answer.status == status, "{path}: {answer:?}");
            for (name, value) in expected {
                assert_eq!(answer.header(name), Some(value), "{path} {}", answer.status);
            }
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path} {}", answer.status);
        }
    }
    let requests = [
        ("GET", "/", 200),
        ("GET", "/list/deal", 200),
        ("GET", "/healthz", 200),
        ("GET", "/assets/none.js", 404),
        ("GET", "/api/v1/none", 405),
        ("GET", PAGES_PATH, 400),
        ("GET", SOCKET_PATH, 400),
        ("POST", "/api/v1/session", 403),
        ("GET", "/sync/v1/none", 404),
        ("GET", "/reset", 200),
        ("GET", "/%00", 200),
        ("GET", "/assets/../../etc/passwd", 404),
        ("HEAD", "/", 200),
        ("OPTIONS", "/api/v1/session", 403),
        ("PUT", "/healthz", 403),
    ];
    for (method, path, status) in requests {
        let answer = http::request(address, method, path, &[], "").await;
        assert_eq!(answer.status, status, "{method} {path}");
        for (name, value) in expected {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_address_of_the_app_gets_the_same_shell_without_anything_of_its_own() {
    let server = Server::start().await;
    let rina = server.found().await;
    let first = http::request(server.address(), "GET", "/shell", &[], "").await;
    let html = String::from_utf8(first.body.clone()).expect("HTML is text");
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{html}");
    assert!(html.contains("<div id=\"app\">"));
    for forbidden in ["<style", "style=", "onclick", "onload=", "nonce"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    for path in [
        "/today",
        "/list/contact",
        "/record/0123",
        "/board",
        "/import",
        "/settings",
        "/sync",
        "/login",
        "/setup",
        "/join",
    ] {
        let cookie = [("cookie", rina.cookie.as_str())];
        let answer = http::request(server.address(), "GET", path, &cookie, "").await;
        assert_eq!((answer.status, &answer.body), (200, &first.body), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
}

#[tokio::test]
async fn somebody_new_reads_the_first_run_before_anything_has_started() {
    let server = Server::start().await;
    let page = async |language: &str| {
        let answer = http::request(server.address(), "GET", "/", &[("accept-language", language)], "").await;
        assert_eq!(answer.header("vary"), Some("accept-language"));
        String::from_utf8(answer.body).expect("HTML is text")
    };
    let (english, bengali) = (page("en-GB,bn;q=0.5").await, page("bn-BD").await);
    assert!(english.contains("<html lang=\"en\">") && english.contains("Look around with sample data"));
    assert!(bengali.contains("<html lang=\"bn\">") && bengali.contains("নমুনা দিয়ে ঘুরে দেখুন"));
    for html in [english, bengali] {
        for forbidden in ["<style", "style=", "onclick", "onload=", "nonce"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}

#[tokio::test]
async fn files_of_the_site_have_their_types_forms_and_lifetimes() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let site = folder.path();
    std::fs::create_dir(site.join("assets")).expect("writable");
    let files =
        json!({"build": "1", "files": {"boot.js": "/assets/boot-1.js", "shell.css": "/assets/shell-1.css"}});
    for (name, content) in [
        ("manifest.json", files.to_string()),
        ("assets/boot-1.js", "plain".to_owned()),
        ("assets/boot-1.js.br", "brotli".to_owned()),
        ("assets/boot-1.js.gz", "gzip".to_owned()),
        ("assets/app-1.wasm", "wasm".to_owned()),
        ("assets/shell-1.css", "css".to_owned()),
        ("sw.js", "worker".to_owned()),
        ("manifest.webmanifest", "{}".to_owned()),
    ] {
        std::fs::write(site.join(name), content).expect("writable");
    }
    let server = Server::with(Site::read(site).expect("a site")).await;
    let get = async |path: &str, accepted: &str| {
        http::request(server.address(), "GET", path, &[("accept-encoding", accepted)], "").await
    };
    let forever = Some("public, max-age=31536000, immutable");
    for (path, accepted, kind, coding, caching, body) in [
        ("/assets/boot-1.js", "gzip, br", "text/javascript; charset=utf-8", Some("br"), forever, "brotli"),
        (
            "/assets/boot-1.js",
            "gzip;q=1, br;q=0",
            "text/javascript; charset=utf-8",
            Some("gzip"),
            forever,
            "gzip",
        ),
        ("/assets/boot-1.js", "", "text/javascript; charset=utf-8", None, forever, "plain"),
        ("/assets/app-1.wasm", "br", "application/wasm", None, forever, "wasm"),
        ("/sw.js", "br", "text/javascript; charset=utf-8", None, Some("no-cache"), "worker"),
        ("/manifest.webmanifest", "", "application/manifest+json", None, Some("no-cache"), "{}"),
    ] {
        let answer = get(path, accepted).await;
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("content-encoding"), coding, "{path} {accepted}");
        assert_eq!(answer.header("cache-control"), caching, "{path}");
        assert_eq!(answer.body, body.as_bytes(), "{path}");
    }
    let first = get("/sw.js", "").await;
    let tag = first.header("etag").expect("a tag").to_owned();
    let again = http::request(server.address(), "GET", "/sw.js", &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let html = String::from_utf8(get("/", "").await.body).expect("text");
    assert!(html.contains("/assets/boot-1.js") && html.contains("/assets/shell-1.css"), "{html}");
    for hidden in
        ["/assets/boot-1.js.br", "/../Cargo.toml", "/assets/../manifest.json", "/assets/%2e%2e/manifest.json"]
    {
        assert_eq!(get(hidden, "").await.status, 404, "{hidden}");
    }
}
