//! Faults of which one can be switched on in a build with the feature `planted`, each at the place in the code where the
//! right thing is done. Without the feature nothing of them is compiled.
//!
//! `PLANTED=ack_before_commit` in the environment switches one on for the whole process. `make prove-tests` does so with
//! each in turn and runs the test that has to find it.

macro_rules! bugs {
    ($($(#[doc = $sentence:literal])+ $bug:ident = $name:literal, $binary:literal $test:literal;)+) => {
        /// Everything that can be planted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bug {
            $($(#[doc = $sentence])+ $bug,)+
        }

        #[cfg(feature = "planted")]
        impl Bug {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$bug),+];

            /// What `PLANTED` says to switch it on.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$bug => $name),+ }
            }

            /// The test that has to find it: the binary, and the path within it.
            #[must_use]
            pub const fn found_by(self) -> (&'static str, &'static str) {
                match self { $(Self::$bug => ($binary, $test)),+ }
            }
        }
    };
}

// The relay first, then the device, then the rules that both share.
bugs! {
    /// A push is acknowledged before its transaction is committed.
    AckBeforeCommit = "ack_before_commit", "simulation" "storms::every_storm_ends_well";
    /// Whoever is a member may write whatever passes the inspection.
    SkipAuthorise = "skip_authorise", "protocol" "hidden::what_is_not_allowed_is_refused_with_its_reason";
    /// The permit is looked up before the transaction that writes.
    EarlyPermit = "early_permit", "hostile" "gate::x5_a_session_that_ends_during_a_push_stores_nothing_after_its_end";
    /// Nobody asks whose an actor is.
    NoActorBinding = "no_actor_binding", "hostile" "gate::h7_x15_an_actor_belongs_to_the_device_that_used_it_first";
    /// An actor may give one number twice.
    NoForkCheck = "no_fork_check", "hostile" "inspection::h9_x16_two_changes_with_one_actor_and_number_are_a_fork";
    /// What a change makes of a document is not saved and read back.
    NoReload = "no_reload", "hostile" "inspection::every_hostile_change_is_refused";
    /// Every seventh push is left out of the fan-out.
    LostNotice = "lost_notice", "simulation" "storms::every_storm_ends_well";
    /// The socket of a session that ended is not told.
    EndedSessionGoesOn = "ended_session_goes_on", "accounts" "people::x3_somebody_let_go_is_cut_off_at_once";
    /// Who listens is not told that a record left their sight.
    LeavingUntoldLive = "leaving_untold_live", "protocol" "sight::a_record_that_is_given_over_leaves_one_and_reaches_the_other";
    /// Who was away is not told that a record left their sight.
    LeavingUntoldLater = "leaving_untold_later", "simulation" "storms::every_storm_in_a_private_workspace_ends_well";
    /// What is hidden stays in the history of its record.
    HiddenInHistory = "hidden_in_history", "simulation" "hidden_fields::what_is_hidden_leaves_some_devices_and_stays_in_the_records_of_others";
    /// What lies apart may be written into the record itself.
    ApartWrittenInside = "apart_written_inside", "protocol" "apart::what_lies_apart_is_written_beside_its_record_by_those_who_may";
    /// News goes to everybody who listens.
    HiddenForwarded = "hidden_forwarded", "protocol" "sight::a_colleague_does_not_hear_of_a_record_in_any_way";
    /// What somebody does not see is counted.
    HiddenCounted = "hidden_counted", "protocol" "hidden::only_what_is_seen_is_counted";
    /// A push brings back what is erased for good.
    ErasedComesBack = "erased_comes_back", "simulation" "storms::every_storm_ends_well";
    /// Who was away is not told what is erased for good.
    ErasureUntold = "erasure_untold", "simulation" "storms::every_storm_ends_well";
    /// A part of a catch-up gives the place of the whole.
    CursorBeyondPart = "cursor_beyond_part", "simulation" "storms::every_storm_ends_well";
    /// What the log has let go of is left out of what a device hears.
    CompactedLeftOut = "compacted_left_out", "simulation" "storms::every_storm_ends_well";
    /// After a restore the relay asks nobody for what it lost.
    RepairAsksNothing = "repair_asks_nothing", "simulation" "scenarios::a_relay_restored_from_an_older_copy_gets_back_what_devices_hold";
    /// Whatever a device says it holds counts as the same.
    DigestsEqual = "digests_equal", "protocol" "digests::only_the_buckets_that_differ_are_told_and_mended";
    /// What is stored while a repair runs is neither in it nor in the feed afterwards.
    RepairOverMeanwhile = "repair_over_meanwhile", "protocol" "digests::only_the_buckets_that_differ_are_told_and_mended";
    /// What somebody took out as files is noted however much they say it was.
    ExportsWithoutEnd = "exports_without_end", "protocol" "exports::a_flood_is_cut_is_acknowledged_and_says_so_once_a_day";
    /// An actor belongs to whom a change was refused with.
    RefusedBinds = "refused_binds", "protocol" "hidden::a_refused_change_binds_no_actor";
    /// Pages of other sites may open a socket.
    AnyOrigin = "any_origin", "accounts" "requests::x1_only_pages_of_ours_open_a_socket";
    /// Nobody waits after wrong passwords.
    GuessingIsFree = "guessing_is_free", "accounts" "people::logging_in_needs_the_right_password_and_waits_after_wrong_ones";
    /// What a browser was asked may be answered again.
    AnsweredTwice = "answered_twice", "accounts" "passkeys::answers::x25_each_answer_is_good_once_in_time_and_for_what_was_asked";
    /// An invitation works again.
    LinkWorksTwice = "link_works_twice", "accounts" "people::an_invitation_works_once_and_gives_the_role_it_names";
    /// An edit is called saved before the storage says so.
    SavedBeforeComplete = "saved_before_complete", "simulation" "storms::every_storm_ends_well";
    /// A start forgets what was not sent.
    UnsentForgottenAtStart = "unsent_forgotten_at_start", "simulation" "scenarios::a_device_that_restarts_offline_still_sends_what_it_wrote";
    /// The place of news is stored before the news.
    CursorBeforeChanges = "cursor_before_changes", "simulation" "storms::every_storm_ends_well";
    /// An outbox entry is let go when it is sent.
    SentIsSettled = "sent_is_settled", "simulation" "storms::every_storm_ends_well";
    /// An outbox entry is let go when the relay asks for what comes before it.
    MissingIsSettled = "missing_is_settled", "simulation" "storms::every_storm_ends_well";
    /// What the relay refuses is taken out of the outbox and told to nobody.
    RefusedDropped = "refused_dropped", "simulation" "refusals::edits::a_refused_edit_is_listed_and_what_depends_on_it_goes_on_without_it";
    /// What was refused for its actor only is not written again by another.
    ForkNotRescued = "fork_not_rescued", "simulation" "refusals::new_records::an_actor_that_the_relay_does_not_take_is_no_reason_to_bother_anybody";
    /// A start goes on as the actor of the one before.
    ActorResumed = "actor_resumed", "simulation" "copies::a_copied_profile_forks_no_history";
    /// A change in the device's own name is taken from the relay.
    ForgedOwnTaken = "forged_own_taken", "hostile" "device::h7_a_change_forged_as_the_next_of_the_device_is_set_aside";
    /// A record that killed the engine twice is touched again.
    QuarantineSkipped = "quarantine_skipped", "hostile" "device::x42_a_record_that_killed_two_engines_is_left_alone";
    /// A device keeps what left its person's sight.
    LeftStays = "left_stays", "simulation" "storms::every_storm_in_a_private_workspace_ends_well";
    /// What was not sent of a record goes with it.
    UnsentOfLeavingLost = "unsent_of_leaving_lost", "simulation" "storms::every_storm_in_a_private_workspace_ends_well";
    /// A small device takes off what was not sent, too.
    UnsentNotKept = "unsent_not_kept", "simulation" "keeping::what_was_not_sent_stays_whatever_is_chosen";
    /// More is chosen for a small device, and nothing is fetched.
    WideningForgotten = "widening_forgotten", "simulation" "keeping::coming_back::what_is_chosen_again_comes_back_also_after_crashes";
    /// Taking a step back takes away what others did since.
    UndoOverOthers = "undo_over_others", "simulation" "undo::what_others_did_since_stays";
    /// A change may leave operation numbers out.
    StartOpGap = "start_op_gap", "hostile" "inspection::every_hostile_change_is_refused";
    /// Of two values written at once the other is not shown.
    ConflictUntold = "conflict_untold", "simulation" "scenarios::two_people_offline_edit_the_same_records_and_nothing_is_lost";
    /// A text that is put back takes the place of what others wrote into it.
    LastTextWins = "last_text_wins", "crm_core" "document::undo::tests::in_a_text_only_the_own_words_go";
    /// People see what those above them own.
    HierarchyUpsideDown = "hierarchy_upside_down", "policy" "comparison::the_evaluation_says_what_the_reference_says";
    /// A filter that asks for what is not so answers what is so.
    NegationIgnored = "negation_ignored", "fuzz" "filters::filters";
    /// A cell that a spreadsheet would run is written as it is.
    FormulaRuns = "formula_runs", "crm_core" "exchange::csv::tests::what_could_run_is_defused_and_comes_back_whole";
}

/// Whether this one is switched on.
#[cfg(feature = "planted")]
#[must_use]
pub fn planted(bug: Bug) -> bool {
    use std::sync::LazyLock;
    static PLANTED: LazyLock<Option<Bug>> = LazyLock::new(|| {
        let name = std::env::var("PLANTED").ok()?;
        Bug::ALL.iter().copied().find(|bug| bug.name() == name)
    });
    *PLANTED == Some(bug)
}

/// Nothing is planted in this build.
#[cfg(not(feature = "planted"))]
#[must_use]
#[inline(always)]
pub const fn planted(_: Bug) -> bool {
    false
}

/// Whether any is switched on, so that a search for it may stop once it is found.
#[must_use]
pub fn any() -> bool {
    cfg!(feature = "planted") && std::env::var_os("PLANTED").is_some()
}
