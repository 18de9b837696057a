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
    /// Nobody asks whose an actor is.
    NoActorBinding = "no_actor_binding", "hostile" "gate::h7_x15_an_actor_belongs_to_the_device_that_used_it_first";
    /// What the relay refuses is taken out of the outbox and told to nobody.
    RefusedDropped = "refused_dropped", "simulation" "refusals::edits::a_refused_edit_is_listed_and_what_depends_on_it_goes_on_without_it";
    /// A change may leave operation numbers out.
    StartOpGap = "start_op_gap", "hostile" "inspection::every_hostile_change_is_refused";
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
