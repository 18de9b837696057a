//! Measures relays, which it starts itself, and prints one JSON object per figure; `make bench` runs it.
//!
//! Usage: `relay-load traffic` for what one relay bears, `relay-load events` for how relays behave that are restarted,
//! restored and governed, on a file and on a PostgreSQL.

mod changes;
mod events;
mod team;
mod traffic;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("threads and sockets are to be had");
    match std::env::args().nth(1).as_deref() {
        Some("traffic") => runtime.block_on(traffic::measure()),
        Some("events") => runtime.block_on(events::measure()),
        _ => {
            eprintln!("usage: relay-load traffic|events");
            std::process::exit(2);
        }
    }
}

#[expect(clippy::print_stdout, reason = "the figures are this program's output")]
fn report(name: &str, value: f64, unit: &str, n: usize) {
    let value = (value * 100.0).round() / 100.0;
    println!("{}", serde_json::json!({ "name": name, "value": value, "unit": unit, "n": n }));
}
