//! The way to a server on another machine: by TLS, and to the right one.

use crm_server::log::{Database, Durability, Log};
use crm_tests::postgres::Postgres;

#[tokio::test]
async fn a_server_is_reached_by_tls_and_known_by_its_certificate() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("bound").port();
    drop(free);
    let Some((_server, certificate)) = Postgres::start_tls(port) else { return };
    let open = async |host: &str, rest: &str| {
        let address = format!("postgres://postgres@{host}:{port}/postgres?{rest}");
        let opened = Log::open(&Database::Server(address), Durability::Full, None, |_| {}).await;
        match opened {
            Ok(log) => {
                log.close().await;
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    };
    let root = format!("sslrootcert={}", certificate.display());
    assert_eq!(open("localhost", "sslmode=require").await, Ok(()));
    assert_eq!(open("localhost", &format!("sslmode=verify-full&{root}")).await, Ok(()));
    for (host, rest, why) in [
        ("localhost", "sslmode=disable", "without TLS"),
        ("localhost", "sslmode=verify-full", "nobody vouches for it"),
        ("127.0.0.1", &format!("sslmode=verify-full&{root}"), "it is called otherwise"),
    ] {
        let refused = open(host, rest).await.expect_err(why);
        assert!(refused.contains("cannot be reached"), "{why}: {refused}");
    }
}
