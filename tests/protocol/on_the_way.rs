//! A device that is catching up, while others go on.

use crm_core::ids::PersonId;
use crm_core::policy::{Audience, Level, ObjectRights, Policy};
use crm_server::policy::Caller;
use crm_sync::frame::{DocId, EntryKind, Hello, PROTOCOL, ToDevice, ToRelay};
use crm_tests::device::id;
use crm_tests::sheet::{Sheet, person, text};
use crm_tests::team::{Line, START, Team, entries};
use std::collections::BTreeSet;

const KARIMS: [u8; 16] = [72; 16];
/// Records that come into Rina's view while she is away.
const GIVEN: u64 = 12;

/// Karim and Rina, in a private workspace with small frames, and what Rina's device is to catch up with.
struct Away {
    team: Team,
    karim: Line,
    rina: Caller,
    administrator: Caller,
    hidden: Sheet,
    back: Line,
}

impl Away {
    async fn begin() -> Self {
        let (mut team, administrator) = Team::found_private().await;
        team.restart_with(2_000).await;
        let (karim, rina) = (team.join().await, team.join().await);
        let start = team.place().await;
        let mut line = team.connect(karim).await;
        let mut push = async |sheet: &mut Sheet, owner: [u8; 16]| {
            let name = format!("Rice {}", "x".repeat(400));
            let change = sheet.set(KARIMS, &[("name", text(&name)), ("owner", person(owner))]);
            line.push(vec![change]).await;
        };
        for number in 1..=GIVEN {
            let mut sheet = Sheet::new("deal", id(number));
            push(&mut sheet, karim.person).await;
            push(&mut sheet, rina.person).await;
        }
        let mut hidden = Sheet::new("deal", id(50));
        push(&mut hidden, karim.person).await;
        let mut back = team.call(rina);
        let hello = Hello {
            protocol: PROTOCOL,
            schema: 1,
            rows_version: crm_core::objects::rows_version(),
            workspace: team.workspace,
            device: rina.device,
            epoch: Some(start.0),
            cursor: Some(start.1),
            now: START,
        };
        back.send(ToRelay::Hello(hello)).await;
        Self { team, karim: line, rina, administrator, hidden, back }
    }

    /// All that the device hears, while `meanwhile` happens once on its way. Places are left out: they are sealed.
    async fn hears(mut self, meanwhile: impl AsyncFn(&mut Self)) -> Vec<ToDevice> {
        let mut heard = Vec::new();
        for step in 0.. {
            assert!(step < 100, "the way never ends");
            if step == 3 {
                meanwhile(&mut self).await;
            }
            let step = self.back.connection.news(START).await;
            heard.extend(step.frames);
            if !step.more {
                break;
            }
        }
        for frame in &mut heard {
            if let ToDevice::Feed { cursor, .. } = frame {
                *cursor = [0; 16];
            }
        }
        heard
    }
}

fn brought(frames: &[ToDevice]) -> Vec<DocId> {
    entries(frames).into_iter().map(|entry| entry.doc).collect()
}

fn ends(frames: &[ToDevice]) -> usize {
    frames.iter().filter(|frame| matches!(frame, ToDevice::Feed { caught_up: true, .. })).count()
}

#[tokio::test]
async fn a_hidden_record_that_is_shared_meanwhile_changes_no_byte_and_sends_nothing_twice() {
    let quiet = Away::begin().await.hears(async |_| ()).await;
    assert!(quiet.len() > 5, "several frames: {}", quiet.len());
    let docs = brought(&quiet);
    assert_eq!(docs.len(), docs.iter().collect::<BTreeSet<_>>().len());
    assert_eq!(docs.into_iter().collect::<BTreeSet<_>>(), (1..=GIVEN).map(id).collect());
    assert_eq!(ends(&quiet), 1);
    let shared = async |away: &mut Away| {
        let to = Audience::Person(PersonId(away.administrator.person));
        assert!(away.team.share(away.karim.caller, away.hidden.record, to, Some(Level::Write)).await);
    };
    assert_eq!(Away::begin().await.hears(shared).await, quiet);
}

#[tokio::test]
async fn what_is_shared_with_the_person_meanwhile_comes_behind_the_rest() {
    let shared = async |away: &mut Away| {
        let to = Audience::Person(PersonId(away.rina.person));
        assert!(away.team.share(away.karim.caller, away.hidden.record, to, Some(Level::Read)).await);
    };
    let heard = Away::begin().await.hears(shared).await;
    let docs = brought(&heard);
    assert_eq!(docs.len(), usize::try_from(GIVEN).expect("few") + 1, "nothing twice");
    assert_eq!(docs.last(), Some(&id(50)));
    assert_eq!(ends(&heard), 1);
}

#[tokio::test]
async fn by_another_policy_nothing_more_is_brought_and_what_was_leaves() {
    let taken = async |away: &mut Away| {
        let change = |policy: &mut Policy| {
            policy.profiles[2].objects.insert("deal".to_owned(), ObjectRights::NONE);
        };
        away.team.govern(away.administrator, change).await;
    };
    let heard = Away::begin().await.hears(taken).await;
    let mut held = BTreeSet::new();
    let (mut brought, mut left) = (0, 0);
    for entry in entries(&heard) {
        if entry.what == EntryKind::Leave {
            left += usize::from(held.remove(&entry.doc));
        } else {
            assert_eq!(left, 0, "{entry:?}");
            assert!(held.insert(entry.doc), "{entry:?}");
            brought += 1;
        }
    }
    assert!(brought > 0 && brought < GIVEN && held.is_empty(), "{brought} brought, {held:?} held");
    assert_eq!(ends(&heard), 1);
}
