//! Real relay processes: killed as by a power cut, frozen, with a database that fails over, and fed with what aborts lesser ones.

mod failover;
mod floods;
mod frozen;
mod full;
mod hostile;
mod kills;

/// The relay that is built for people does not even hold the names of faults.
#[test]
fn nothing_is_planted_in_the_built_relay() {
    let relay = std::fs::read(crm_tests::process::binary()).expect("it can be read");
    for name in ["ack_before_commit", "skip_authorise", "quarantine_skipped"] {
        assert!(!relay.windows(name.len()).any(|part| part == name.as_bytes()), "it holds {name}");
    }
}
