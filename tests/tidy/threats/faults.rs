//! Faults of devices and relays, and what injects them.

use super::Proof::{Counted, Left, Test};
use super::Row;

pub const FAULTS: &[Row] = &[
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
