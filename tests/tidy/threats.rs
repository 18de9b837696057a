//! Which test shows each attack and each fault of the threat model: a row that nothing shows is a promise that nobody keeps.
//!
//! X are attacks, C faults of a device, R faults of a relay. A row names files with a test in them, or counters of the
//! simulation: what a run of all storms must have injected at least once.

use crate::hold;
use crm_tests::repository::read;
use std::collections::BTreeSet;

/// A row: its name, what happens, what shows that it does no harm.
struct Row(&'static str, &'static str, &'static [Proof]);

/// What shows it.
enum Proof {
    /// A file, and a test in it.
    Test(&'static str, &'static str),
    /// A counter that every run of storms wants.
    Counted(&'static str),
    /// Nothing yet, and why.
    Left(&'static str),
}

use Proof::{Counted, Left, Test};

const ATTACKS: &[Row] = &[
    Row(
        "X1",
        "a page of another site opens a socket",
        &[Test("tests/accounts/requests.rs", "x1_only_pages_of_ours_open_a_socket")],
    ),
    Row(
        "X2",
        "a page of another site calls a function",
        &[
            Test("tests/accounts/requests.rs", "x2_no_other_site_can_call_a_function"),
            Test(
                "tests/accounts/requests.rs",
                "every_function_is_served_and_known_to_the_tests_of_this_file",
            ),
        ],
    ),
    Row(
        "X3",
        "a socket outlives its session",
        &[
            Test("tests/accounts/people.rs", "x3_somebody_let_go_is_cut_off_at_once"),
            Test(
                "tests/accounts/log_ins.rs",
                "a_log_in_that_is_ended_from_afar_loses_its_socket_and_its_cookie",
            ),
            Test("tests/protocol/catch_up.rs", "a_session_that_ended_stores_nothing_more"),
            Test("tests/log/several.rs", "the_end_of_a_session_is_heard_at_the_other_relay_within_a_second"),
        ],
    ),
    Row(
        "X4",
        "who may only look writes",
        &[
            Test("tests/protocol/hidden.rs", "what_is_not_allowed_is_refused_with_its_reason"),
            Test("tests/policy/comparison.rs", "the_evaluation_says_what_the_reference_says"),
        ],
    ),
    Row(
        "X5",
        "it is written before it is allowed",
        &[
            Test(
                "tests/hostile/gate.rs",
                "x5_a_session_that_ends_during_a_push_stores_nothing_after_its_end",
            ),
            Test("tests/hostile/gate.rs", "hostile_changes_are_refused_and_leave_nothing"),
            Test("tests/protocol/hidden.rs", "one_change_that_is_not_allowed_takes_no_other_with_it"),
        ],
    ),
    Row(
        "X6",
        "the id of somebody else's record is guessed",
        &[
            Test("tests/protocol/sight.rs", "a_colleague_does_not_hear_of_a_record_in_any_way"),
            Test(
                "tests/protocol/first_download.rs",
                "a_page_of_another_workspace_or_a_made_up_place_is_not_served",
            ),
            Test("tests/accounts/workspaces.rs", "nobody_goes_where_they_do_not_belong"),
            Test("tests/api/sight.rs", "hidden_and_absent_are_answered_alike"),
        ],
    ),
    Row(
        "X7",
        "answers tell of what is hidden",
        &[
            Test("tests/protocol/silence.rs", "what_somebody_may_not_read_changes_no_byte_of_what_they_hear"),
            Test("tests/protocol/hidden.rs", "what_is_refused_of_a_hidden_record_tells_nothing_of_it"),
            Test("tests/protocol/hidden.rs", "only_what_is_seen_is_counted"),
        ],
    ),
    Row(
        "X8",
        "the history of a record tells of what is hidden",
        &[
            Test("tests/simulation/storms.rs", "every_storm_in_a_private_workspace_ends_well"),
            Test("tests/simulation/erasure.rs", "what_is_erased_goes_from_everybody_also_from_who_was_away"),
            Counted("came whole"),
        ],
    ),
    Row(
        "X9",
        "somebody who left keeps a copy",
        &[
            Test("tests/accounts/oversight.rs", "a_removed_device_hears_it_at_once_and_whenever_it_calls"),
            Test("end2end/specs/29-second-factor.spec.ts", "a removed device empties its book"),
            Test("tests/simulation/leases.rs", "neither_a_restart_nor_a_clock_that_is_set_back_gives_time"),
            Counted("left"),
        ],
    ),
    Row(
        "X10",
        "operation numbers at their end, twice, or with a gap",
        &[
            Test("tests/hostile/inspection.rs", "every_hostile_change_is_refused"),
            Test("tests/hostile/inspection.rs", "x10_the_next_operation_number_is_accepted"),
            Test("tests/processes/hostile.rs", "the_relay_keeps_its_process_and_serves_the_others"),
        ],
    ),
    Row(
        "X11",
        "maps in maps",
        &[
            Test("tests/hostile/inspection.rs", "x11_three_depths_are_refused"),
            Test("tests/processes/hostile.rs", "the_relay_keeps_its_process_and_serves_the_others"),
        ],
    ),
    Row(
        "X12",
        "few bytes that inflate to many",
        &[
            Test("tests/hostile/inspection.rs", "x12_a_document_with_deflated_columns_is_refused"),
            Test("tests/processes/hostile.rs", "bounds_of_memory"),
        ],
    ),
    Row(
        "X13",
        "few bytes that are a million operations",
        &[
            Test("tests/hostile/inspection.rs", "h5_x13_the_same_runs_are_well_formed_when_they_are_short"),
            Test("tests/hostile/inspection.rs", "bounds"),
            Test("tests/processes/hostile.rs", "bounds_of_memory"),
        ],
    ),
    Row(
        "X14",
        "thousands of changes without the first",
        &[
            Test("tests/hostile/inspection.rs", "h6_x14_a_flood_of_orphans_is_answered_one_by_one"),
            Test("end2end/specs/10-quarantine.spec.ts", "a flood of changes whose predecessor is withheld"),
        ],
    ),
    Row(
        "X15",
        "a change in somebody else's name",
        &[
            Test("tests/hostile/gate.rs", "h7_x15_an_actor_belongs_to_the_device_that_used_it_first"),
            Test("tests/hostile/gate.rs", "x15_the_reserved_actor_of_first_changes_is_nobodys"),
        ],
    ),
    Row(
        "X16",
        "one number given twice, at one relay or at two",
        &[
            Test("tests/hostile/inspection.rs", "h9_x16_two_changes_with_one_actor_and_number_are_a_fork"),
            Test("tests/hostile/gate.rs", "x16_of_two_forks_at_the_same_instant_exactly_one_is_stored"),
        ],
    ),
    Row(
        "X17",
        "bytes that two readers read differently",
        &[
            Test("tests/hostile/inspection.rs", "x17_flipped_bits_behind_a_right_checksum_do_no_harm"),
            Test("tests/hostile/gate.rs", "x17_a_change_must_have_the_hash_that_is_claimed"),
            Test("tests/fuzz/changes.rs", "changes"),
        ],
    ),
    Row(
        "X18",
        "yesterday's push again",
        &[
            Test("tests/hostile/inspection.rs", "x18_a_replayed_change_is_a_duplicate"),
            Test("tests/hostile/gate.rs", "x18_a_push_sent_again_and_again_is_stored_once"),
            Counted("replayed push"),
        ],
    ),
    Row(
        "X19",
        "frames that are too large, too many or too slow",
        &[
            Test(
                "tests/processes/floods.rs",
                "x19_frames_that_are_too_large_too_many_or_too_slow_harm_nobody",
            ),
            Test("tests/hostile/gate.rs", "refused_changes_cost_so_much_that_a_flood_is_put_off"),
        ],
    ),
    Row(
        "X20",
        "sockets that never read",
        &[Test("tests/processes/floods.rs", "x20_who_asks_and_never_reads_costs_little_and_holds_nobody_up")],
    ),
    Row(
        "X21",
        "ten thousand sockets",
        &[Left(
            "the relay counts no sockets, of an address or of a person: a proxy before it does, or the system's limit",
        )],
    ),
    Row(
        "X22",
        "made-up addresses in headers",
        &[
            Test(
                "tests/accounts/limits.rs",
                "x22_the_address_of_the_connection_counts_whatever_the_request_says",
            ),
            Test(
                "tests/accounts/limits.rs",
                "x22_behind_a_proxy_that_was_named_its_word_counts_and_nothing_before_it",
            ),
            Test("server/src/api/tries.rs", "changing_the_lower_half_of_an_ipv6_address_does_not_help"),
        ],
    ),
    Row(
        "X23",
        "passwords are guessed, or somebody is locked out",
        &[
            Test("tests/accounts/limits.rs", "x23_a_browser_that_logged_in_before_is_not_held_up_by_others"),
            Test("tests/accounts/limits.rs", "x23_somebody_elses_browser_is_no_proof"),
            Test("server/src/api/tries.rs", "x23_waits_grow_with_failures_and_end_with_success_or_a_day"),
        ],
    ),
    Row(
        "X24",
        "an answer tells who has an account",
        &[Test("tests/accounts/people.rs", "logging_in_needs_the_right_password_and_waits_after_wrong_ones")],
    ),
    Row(
        "X25",
        "a second factor is used again",
        &[
            Test("tests/accounts/second_factor.rs", "each_code_is_good_once_and_each_log_in_for_one_session"),
            Test(
                "tests/accounts/second_factor.rs",
                "a_recovery_code_opens_once_and_new_ones_take_the_place_of_all",
            ),
        ],
    ),
    Row(
        "X26",
        "a session of before the log-in goes on",
        &[
            Test("tests/accounts/people.rs", "x26_no_session_of_before_the_log_in_goes_on"),
            Test("tests/accounts/people.rs", "a_new_password_ends_the_other_sessions_and_their_sockets"),
        ],
    ),
    Row(
        "X27",
        "a link is used again, or by somebody else",
        &[
            Test("tests/accounts/resets.rs", "x27_a_reset_link_works_once_and_ends_every_session"),
            Test("tests/accounts/resets.rs", "x27_a_link_is_good_for_what_it_was_made_for_only"),
            Test("tests/accounts/people.rs", "an_invitation_works_once_and_gives_the_role_it_names"),
        ],
    ),
    Row(
        "X28",
        "who is half in acts as a member",
        &[
            Test("tests/accounts/people.rs", "x28_who_was_invited_or_let_go_calls_nothing"),
            Test("tests/accounts/second_factor.rs", "guessing_codes_ends_the_log_in_and_so_does_waiting"),
        ],
    ),
    Row(
        "X29",
        "fields that are nobody's to write",
        &[
            Test("tests/hostile/inspection.rs", "every_hostile_change_is_refused"),
            Test("tests/hostile/inspection.rs", "x29_no_key_that_is_no_field_is_taken"),
            Test("tests/api/input.rs", "bodies_that_are_none_are_refused"),
        ],
    ),
    Row(
        "X30",
        "commands in filters and names",
        &[
            Test("tests/fuzz/filters.rs", "filters"),
            Test("tests/api/input.rs", "addresses_and_parameters_that_are_none_are_refused"),
            Test("tests/api/input.rs", "x30_commands_of_a_database_are_words"),
        ],
    ),
];

const FAULTS: &[Row] = &[
    Row(
        "C1",
        "a tab dies before its edit is stored",
        &[
            Counted("crash between storage requests"),
            Test("end2end/specs/03-tab-kill.spec.ts", "a tab killed twenty times"),
        ],
    ),
    Row("C2", "it dies between the storage and the relay's word", &[Counted("crash"), Counted("duplicate")]),
    Row("C3", "the power goes", &[Counted("power cut")]),
    Row(
        "C4",
        "there is no room",
        &[
            Counted("full disk"),
            Counted("write refused for want of room"),
            Test("tests/simulation/scenarios.rs", "a_full_disk_refuses_and_loses_nothing_that_was_saved"),
            Test("end2end/specs/14-storage-full.spec.ts", "a full device says so"),
        ],
    ),
    Row(
        "C5",
        "the browser drops the connection to the store",
        &[
            Counted("storage connection lost"),
            Test("end2end/specs/09-storage.spec.ts", "the browser drops the connection"),
        ],
    ),
    Row(
        "C6",
        "the browser drops the store",
        &[Test("end2end/specs/09-storage.spec.ts", "the browser drops everything")],
    ),
    Row(
        "C7",
        "an older tab, or a newer one, holds the store",
        &[
            Test("end2end/specs/09-storage.spec.ts", "an older tab that keeps the book is named"),
            Test("end2end/specs/09-storage.spec.ts", "a newer tab takes the book over"),
        ],
    ),
    Row(
        "C8",
        "of several tabs the leader goes, or sleeps",
        &[
            Test("end2end/specs/05-two-tabs.spec.ts", "closing and freezing the leader stops nothing"),
            Test("end2end/specs/05-two-tabs.spec.ts", "an engine that lost the lead without hearing of it"),
        ],
    ),
    Row(
        "C9",
        "the clock is wrong, jumps or is set back",
        &[
            Counted("clock jump"),
            Test("tests/simulation/leases.rs", "neither_a_restart_nor_a_clock_that_is_set_back_gives_time"),
            Test("app/sync/src/lease.rs", "time_without_the_relay_is_used_up_whatever_the_clock_says"),
        ],
    ),
    Row(
        "C10",
        "a profile is copied",
        &[
            Test("tests/simulation/copies.rs", "a_copied_profile_forks_no_history"),
            Test("end2end/specs/15-copied-profile.spec.ts", "two copies of one profile"),
        ],
    ),
    Row(
        "C11",
        "an older profile is put back",
        &[Test("tests/simulation/copies.rs", "a_profile_that_is_put_back_from_a_backup_forks_no_history")],
    ),
    Row(
        "C12",
        "builds of different age meet",
        &[
            Test("end2end/specs/08-install.spec.ts", "a new build waits for Update"),
            Test(
                "tests/simulation/refusals/stored.rs",
                "what_an_earlier_build_set_aside_is_rebuilt_at_the_next_start",
            ),
            Test("tests/protocol/formats.rs", "databases_of_every_format_open"),
        ],
    ),
    Row(
        "C13",
        "sixty days without a network",
        &[Test(
            "tests/simulation/refusals/absence.rs",
            "sixty_days_and_five_thousand_edits_without_a_network_end_with_every_edit_sent_or_listed",
        )],
    ),
    Row(
        "C14",
        "the network drops, delays, doubles and cuts short",
        &[
            Counted("connection lost"),
            Counted("cut while catching up"),
            Counted("frame cut short"),
            Counted("frames vanish"),
            Counted("offline"),
            Counted("replayed push"),
            Counted("slept"),
            Counted("slow"),
            Test("tests/fuzz/frames.rs", "frames"),
            Test("tests/hostile/inspection.rs", "h11_h16_no_flipped_bit_passes"),
        ],
    ),
    Row(
        "R1",
        "the relay is killed",
        &[
            Counted("relay killed"),
            Test("tests/processes/kills.rs", "nothing_acknowledged_is_lost_and_nothing_is_applied_twice"),
        ],
    ),
    Row(
        "R2",
        "the relay's machine loses its power",
        &[Left("needs a file system that forgets what was not synced; SQLite's word is taken for it")],
    ),
    Row(
        "R3",
        "the relay's disk is full",
        &[Test("tests/processes/full.rs", "a_full_disk_acknowledges_nothing_and_loses_nothing")],
    ),
    Row(
        "R4",
        "a long reader holds the database",
        &[Left("no reader of ours holds a transaction while it waits for anything")],
    ),
    Row(
        "R5",
        "the relay's file is damaged",
        &[Test("tests/protocol/repair.rs", "a_backup_opens_and_a_damaged_one_is_refused")],
    ),
    Row(
        "R6",
        "devices do not read",
        &[Test("tests/processes/floods.rs", "x20_who_asks_and_never_reads_costs_little_and_holds_nobody_up")],
    ),
    Row(
        "R7",
        "everybody calls after a restart",
        &[
            Test(
                "tests/simulation/scenarios.rs",
                "a_team_of_thirty_calls_again_after_a_restart_and_not_all_at_once",
            ),
            Test("app/sync/src/backoff.rs", "waits_grow_stay_below_the_longest_and_start_over"),
        ],
    ),
    Row(
        "R8",
        "the relay restarts in the middle of a conversation",
        &[
            Counted("crash while catching up"),
            Test("tests/protocol/catch_up.rs", "after_a_restart_everything_acknowledged_is_there"),
            Test("end2end/specs/04-relay-kill.spec.ts", "a relay killed five times"),
        ],
    ),
    Row(
        "R9",
        "yesterday's backup is put back",
        &[
            Counted("relay restored"),
            Counted("repair"),
            Test(
                "tests/protocol/repair.rs",
                "after_a_restore_from_yesterday_devices_bring_back_what_the_relay_lost",
            ),
            Test("tests/log/restoring.rs", "a_file_that_is_put_back_learns_from_the_journal"),
        ],
    ),
    Row(
        "R10",
        "the relay is lost, and there is no backup",
        &[Left(
            "a device of one workspace does not bring its book to another: each writes its book to a file, and imports it",
        )],
    ),
    Row(
        "R11",
        "the database server goes away",
        &[Test("tests/log/outage.rs", "a_relay_goes_on_when_the_server_is_back")],
    ),
    Row(
        "R12",
        "the database server is an older one by now",
        &[Test("tests/log/restoring.rs", "a_server_that_is_put_back_learns_from_the_journal")],
    ),
    Row(
        "R13",
        "one of several relays dies",
        &[Test("tests/log/several.rs", "a_device_whose_relay_dies_goes_on_with_another")],
    ),
    Row(
        "R14",
        "two relays hear two changes of one number",
        &[
            Test("tests/hostile/gate.rs", "x16_of_two_forks_at_the_same_instant_exactly_one_is_stored"),
            Test("tests/log/several.rs", "two_relays_give_each_place_once_and_merge_the_same_record"),
        ],
    ),
    Row(
        "R15",
        "one relay's word does not reach the other",
        &[
            Test("tests/log/outage.rs", "a_relay_goes_on_when_the_server_is_back"),
            Test("tests/log/several.rs", "an_edit_at_one_relay_reaches_a_device_at_another"),
        ],
    ),
    Row(
        "R16",
        "rights change while news goes out",
        &[
            Counted("policy changed"),
            Counted("share taken back"),
            Test("tests/log/several.rs", "a_policy_of_one_relay_is_in_force_at_the_other_at_once"),
            Test("tests/protocol/sight.rs", "much_may_happen_before_a_device_listens"),
        ],
    ),
];

/// Rows that nothing shows yet. One more is a decision.
const LEFT: &[&str] = &["X21", "R2", "R4", "R10"];

fn numbered(letter: char, last: u32) -> impl Iterator<Item = String> {
    (1..=last).map(move |number| format!("{letter}{number}"))
}

#[test]
fn every_row_of_the_threat_model_is_there_once() {
    let rows: Vec<&str> = ATTACKS.iter().chain(FAULTS).map(|row| row.0).collect();
    let wanted: Vec<String> = numbered('X', 30).chain(numbered('C', 14)).chain(numbered('R', 16)).collect();
    assert_eq!(rows, wanted);
    let left = |row: &&Row| row.2.iter().any(|proof| matches!(proof, Left(_)));
    let left: Vec<&str> = ATTACKS.iter().chain(FAULTS).filter(left).map(|row| row.0).collect();
    assert_eq!(left, LEFT);
}

#[test]
fn every_proof_exists() {
    let storms = ["tests/simulation/storm.rs", "tests/simulation/private_storm.rs"].map(read);
    let mut findings = Vec::new();
    for Row(row, what, proofs) in ATTACKS.iter().chain(FAULTS) {
        if proofs.is_empty() {
            findings.push(format!("{row}, {what}: nothing shows it"));
        }
        for proof in *proofs {
            let found = match proof {
                Test(file, name) => is_tested(&read(file), name),
                Counted(name) => {
                    storms.iter().any(|text| wanted(text).contains(&format!("    \"{name}\",\n")))
                }
                Left(_) => true,
            };
            let (Test(_, name) | Counted(name) | Left(name)) = proof;
            if !found {
                findings.push(format!("{row}, {what}: there is no {name}"));
            }
        }
    }
    hold("a row of the threat model names what is not there", findings);
}

/// Whether a file holds a test of that name; in a browser's the name is a sentence, or the beginning of one.
fn is_tested(text: &str, name: &str) -> bool {
    let rust = text.split("test]\n").skip(1).any(|after| {
        let head = after.split('{').next().unwrap_or_default();
        head.contains(&format!("fn {name}("))
    });
    rust || text.lines().any(|line| line.trim_start().starts_with("test(") && line.contains(name))
}

/// What a run of all storms must have injected.
fn wanted(text: &str) -> &str {
    let from = text.split_once("pub const WANTED").expect("a storm says what it wants").1;
    from.split_once("];").expect("a list ends").0
}

/// Each planted fault names the test that has to find it.
#[test]
fn every_planted_fault_names_a_test() {
    let text = read("app/planted/src/lib.rs");
    let mut names = BTreeSet::new();
    let mut findings = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("    ") && line.ends_with("\";")) {
        let parts: Vec<&str> = line.split('"').collect();
        let [_, name, _, binary, _, test, _] = parts[..] else { continue };
        let (modules, function) = test.rsplit_once("::").expect("a path within the binary");
        let path = modules.trim_end_matches("::tests").replace("::", "/");
        let folder = if binary == "crm_core" { "app/core/src".to_owned() } else { format!("tests/{binary}") };
        if !is_tested(&read(&format!("{folder}/{path}.rs")), function) {
            findings.push(format!("{name}: there is no {binary} {test}"));
        }
        names.insert(name.to_owned());
    }
    assert!(names.len() >= 20, "{names:?}");
    hold("a planted fault names a test that is not there", findings);
}
