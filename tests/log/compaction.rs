//! What the log lets go of is missed by nobody.

crate::on_both! {
    who_was_away_gets_what_the_log_has_let_go_of
    what_is_fresh_stays_as_it_was_pushed
    a_repeated_push_and_a_fork_are_still_known
    what_is_let_go_of_while_a_device_catches_up_still_reaches_it
    a_document_that_no_frame_holds_is_told_all_of_its_changes
}

mod cases {
    use automerge::Automerge;
    use crm_core::document;
    use crm_server::compacting;
    use crm_server::log::compaction::FRESH;
    use crm_sync::frame::{DocId, EntryKind, Hash, Next, Reply, ToDevice, ToRelay};
    use crm_tests::chance::Chance;
    use crm_tests::device::{blank, created, id, rename};
    use crm_tests::sheet::{Sheet, text};
    use crm_tests::team::{Line, START, Team};
    use std::collections::BTreeMap;

    const DAY: i64 = 86_400_000;

    /// Compacts as a relay does at that time; how many changes are left as they were pushed.
    async fn compact(team: &Team, now: i64) -> usize {
        while compacting::compact(&team.relay, team.number, now - FRESH).await.expect("stored") {}
        let log = &team.relay.log;
        let all = log.pending(team.number, 0, i64::MAX).await.expect("readable");
        let numbers: Vec<i64> = all.iter().map(|one| one.number).collect();
        let changes = log.pending_changes(team.number, &numbers, 0, i64::MAX).await.expect("readable");
        changes.iter().filter(|change| !change.bytes.is_empty()).count()
    }

    /// The heads of what a device holds that had nothing before these frames, and how each document came.
    fn built(frames: &[ToDevice]) -> BTreeMap<DocId, (Vec<Hash>, Vec<&'static str>)> {
        let mut docs: BTreeMap<DocId, (Automerge, Vec<&'static str>)> = BTreeMap::new();
        for frame in frames {
            let ToDevice::Feed { entries, .. } = frame else { continue };
            for entry in entries {
                let new = || {
                    let record = crm_core::ids::RecordId(entry.doc);
                    (document::new(record, &entry.kind).expect("an object"), Vec::new())
                };
                let (doc, came) = docs.entry(entry.doc).or_insert_with(new);
                match &entry.what {
                    EntryKind::Snapshot { document: bytes, .. } => {
                        *doc = document::load(bytes).expect("it loads");
                        came.push("whole");
                    }
                    EntryKind::Changes(changes) => {
                        for change in changes {
                            assert!(doc.load_incremental(change).expect("it applies") > 0);
                        }
                        came.push("changes");
                    }
                    EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => panic!("{entry:?}"),
                }
            }
        }
        docs.into_iter().map(|(id, (doc, came))| (id, (document::heads(&doc), came))).collect()
    }

    async fn hears(line: &mut Line) -> Vec<ToDevice> {
        let mut frames = Vec::new();
        for _ in 0..200 {
            frames.extend(line.news().await);
            if matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })) {
                return frames;
            }
        }
        panic!("the way never ends")
    }

    pub async fn who_was_away_gets_what_the_log_has_let_go_of(team: Team) {
        let start = team.place().await;
        let mut line = team.connect(team.join().await).await;
        let (mut old, mut both) = (blank(id(1)), blank(id(2)));
        line.push(vec![rename(&mut old, id(1), id(70), "old")]).await;
        line.push(vec![rename(&mut both, id(2), id(70), "old")]).await;
        line.now += 40 * DAY;
        line.push(vec![rename(&mut both, id(2), id(70), "new")]).await;
        line.push(vec![created(id(3), id(70), "new")]).await;
        assert_eq!(compact(&team, line.now).await, 2);
        let mut back = team.call(team.join().await);
        assert_eq!(back.hello(team.workspace, Some(start)).await.next, Next::Feed);
        let built = built(&hears(&mut back).await);
        assert_eq!(built[&id(1)], (document::heads(&old), vec!["whole"]));
        assert_eq!(built[&id(2)], (document::heads(&both), vec!["whole"]));
        assert_eq!(built[&id(3)].1, ["changes"]);
    }

    pub async fn what_is_fresh_stays_as_it_was_pushed(team: Team) {
        let mut line = team.connect(team.join().await).await;
        for part in 0..22_u64 {
            line.now = START + i64::try_from(part).expect("small") * FRESH / 20;
            let changes = (0..50).map(|number| created(id(50 * part + number), id(70), "Rice"));
            assert!(line.push(changes.collect()).await.iter().all(|reply| *reply == Reply::Acked));
        }
        assert_eq!(compact(&team, START + FRESH).await, 1_100, "a day too early for every one");
        assert_eq!(compact(&team, START + FRESH + FRESH / 2).await, 600, "more than one portion");
        assert_eq!(compact(&team, START + FRESH + FRESH / 2).await, 600);
        assert_eq!(compact(&team, START + 3 * FRESH).await, 0);
    }

    pub async fn a_repeated_push_and_a_fork_are_still_known(team: Team) {
        let mut line = team.connect(team.join().await).await;
        let (mut doc, mut twin) = (blank(id(1)), blank(id(1)));
        let change = rename(&mut doc, id(1), id(70), "one");
        let fork = rename(&mut twin, id(1), id(70), "two");
        assert_eq!(line.push(vec![change.clone()]).await, [Reply::Acked]);
        assert_eq!(compact(&team, line.now + 2 * FRESH).await, 0);
        assert_eq!(line.push(vec![change]).await, [Reply::Duplicate]);
        assert_eq!(line.push(vec![fork]).await, [Reply::Fork]);
        let next = rename(&mut doc, id(1), id(70), "three");
        assert_eq!(line.push(vec![next]).await, [Reply::Acked], "it stands on what was let go of");
    }

    pub async fn what_is_let_go_of_while_a_device_catches_up_still_reaches_it(mut team: Team) {
        team.restart_with(2_000).await;
        let start = team.place().await;
        let mut line = team.connect(team.join().await).await;
        let mut heads = BTreeMap::new();
        for number in 0..40 {
            let change = created(id(number), id(70), &"x".repeat(200));
            heads.insert(id(number), vec![change.hash]);
            line.push(vec![change]).await;
        }
        let mut back = team.call(team.join().await);
        back.hello(team.workspace, Some(start)).await;
        let mut frames = back.connection.news(START).await.frames;
        assert!(!matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })));
        assert_eq!(compact(&team, START + 2 * FRESH).await, 0);
        frames.extend(hears(&mut back).await);
        let built = built(&frames);
        assert_eq!(
            built.into_iter().map(|(doc, (heads, _))| (doc, heads)).collect::<BTreeMap<_, _>>(),
            heads
        );
    }

    pub async fn a_document_that_no_frame_holds_is_told_all_of_its_changes(team: Team) {
        let start = team.place().await;
        let mut line = team.connect(team.join().await).await;
        let mut sheet = Sheet::new("deal", id(1));
        let mut chance = Chance::new(1);
        let mut words = |bytes: usize| -> String {
            (0..bytes / 4)
                .map(|_| char::from_u32(0x10000 + u32::try_from(chance.below(0xffff)).expect("small")))
                .map(|letter| letter.expect("a letter"))
                .collect()
        };
        let push = async |line: &mut Line, sheet: &mut Sheet, words: String| {
            let change = sheet.set(id(70), &[("next_step", text(&words))]);
            line.now += 60_000;
            assert_eq!(line.push(vec![change]).await, [Reply::Acked]);
        };
        push(&mut line, &mut sheet, words(40_000)).await;
        assert_eq!(compact(&team, line.now + 2 * FRESH).await, 0);
        for _ in 0..18 {
            push(&mut line, &mut sheet, words(60_000)).await;
        }
        assert_eq!(compact(&team, line.now + 2 * FRESH).await, 18, "what is large now is left as it is");
        let mut back = team.call(team.join().await);
        back.hello(team.workspace, Some(start)).await;
        let frames = hears(&mut back).await;
        assert!(
            frames
                .iter()
                .all(|frame| crm_sync::frame::encode(frame).len() <= crm_sync::frame::RELAY_FRAME_BYTES)
        );
        assert_eq!(built(&frames)[&id(1)].0, sheet.heads());
        let asked = back.send(ToRelay::Want { documents: vec![id(1)] }).await;
        assert_eq!(built(&asked)[&id(1)].0, sheet.heads());
    }
}
