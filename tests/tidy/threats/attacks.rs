//! Attacks, and the tests that show that they fail.

use super::Proof::{Counted, Test};
use super::Row;

pub const ATTACKS: &[Row] = &[
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
            Test("tests/protocol/apart.rs", "a_record_leaves_and_comes_back_without_what_lies_apart"),
            Counted("came whole"),
            Counted("field hidden"),
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
        &[
            Test("server/src/socket/doors.rs", "x21_each_has_so_many_and_who_goes_makes_room"),
            Test(
                "tests/processes/floods.rs",
                "x21_sockets_of_one_person_or_of_strangers_leave_room_for_the_team",
            ),
        ],
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
        "the answer of a passkey is used again, or a code",
        &[
            Test(
                "tests/accounts/passkeys/answers.rs",
                "x25_each_answer_is_good_once_in_time_and_for_what_was_asked",
            ),
            Test(
                "tests/accounts/passkeys/answers.rs",
                "x25_a_wrong_page_a_wrong_key_and_an_owner_who_was_not_recognised_are_refused",
            ),
            Test("tests/accounts/passkeys/answers.rs", "x25_a_counter_that_does_not_grow_is_a_copy"),
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
