//! What a device hears while it is online, and when it comes back.

use crm_core::commands::Edit;
use crm_server::log::Event;
use crm_sync::frame::{EntryKind, Goodbye, Next, PersonRow, Reply, ToDevice, ToRelay};
use crm_tests::device::{FIELD, TEXT, blank, created, edit, id, pushed, rename, value};
use crm_tests::team::{Line, Team, entries};

fn caught_up(frames: &[ToDevice]) -> bool {
    matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. }))
}

fn cursor(frames: &[ToDevice]) -> [u8; 16] {
    let mut last = None;
    for frame in frames {
        if let ToDevice::Feed { cursor, .. } = frame {
            last = Some(*cursor);
        }
    }
    last.expect("a feed was heard")
}

#[tokio::test]
async fn an_edit_reaches_the_others_and_moves_the_cursor_of_all() {
    let team = Team::found().await;
    let (mut one, mut two) = (team.connect(team.join().await).await, team.connect(team.join().await).await);
    one.news().await;
    two.news().await;
    let change = created(id(7), id(70), "Rina");
    assert_eq!(one.push(vec![change.clone()]).await, [Reply::Acked]);
    let heard = two.news().await;
    let [entry] = entries(&heard)[..] else { panic!("{heard:?}") };
    assert_eq!((entry.doc, entry.kind.as_str()), (id(7), "contact"));
    assert_eq!(entry.what, EntryKind::Changes(vec![change.bytes]));
    let ToDevice::Feed { actors, .. } = &heard[0] else { panic!("{heard:?}") };
    assert_eq!(actors.iter().map(|row| row.actor).collect::<Vec<_>>(), [id(70)]);
    assert_eq!((actors[0].person, actors[0].device_name.as_str()), (one.caller.person, "Phone"));
    let own = one.news().await;
    assert!(entries(&own).is_empty(), "no echo");
    assert_eq!(cursor(&own), cursor(&heard), "but the same place");
    assert!(caught_up(&own) && caught_up(&heard));
}

#[tokio::test]
async fn coming_back_brings_each_document_once_raw_or_whole() {
    let team = Team::found().await;
    let (writer, reader) = (team.join().await, team.join().await);
    let mut line = team.connect(writer).await;
    assert_eq!(line.push(vec![created(id(1), id(70), "0"), created(id(2), id(70), "0")]).await.len(), 2);
    let place = team.place().await;
    let mut docs = [blank(id(1)), blank(id(2))];
    for (doc, number) in docs.iter_mut().zip(1..) {
        let bytes = created(id(number), id(70), "0").bytes;
        doc.load_incremental(&bytes).expect("an honest change");
    }
    let few = rename(&mut docs[0], id(1), id(70), "few");
    assert_eq!(line.push(vec![few.clone()]).await, [Reply::Acked]);
    for number in 0..40 {
        let many = rename(&mut docs[1], id(2), id(70), &format!("edit {number}"));
        assert_eq!(line.push(vec![many]).await, [Reply::Acked]);
    }
    let mut back = team.call(reader);
    let welcome = back.hello(team.workspace, Some(place)).await;
    assert_eq!(welcome.next, Next::Feed);
    let heard = back.news().await;
    let [first, second] = entries(&heard)[..] else { panic!("{heard:?}") };
    assert_eq!(first.what, EntryKind::Changes(vec![few.bytes]));
    let EntryKind::Snapshot { document, row } = &second.what else {
        panic!("raw changes of {:?}", second.doc)
    };
    assert_eq!(value(document, id(2)).as_deref(), Some("edit 39"));
    assert!(!row.is_empty());
    assert!(caught_up(&heard));
    let mut again = team.call(reader);
    again.hello(team.workspace, Some((welcome.epoch, cursor(&heard)))).await;
    let heard = again.news().await;
    assert!(entries(&heard).is_empty() && caught_up(&heard), "{heard:?}");
}

#[tokio::test]
async fn breaking_off_anywhere_in_a_catch_up_misses_nothing() {
    let team = Team::found().await;
    let (writer, reader) = (team.join().await, team.join().await);
    let mut line = team.connect(writer).await;
    let start = team.place().await;
    let long = "x".repeat(20_000);
    let mut docs: Vec<_> = (0..60).map(|number| (id(number), blank(id(number)))).collect();
    for round in 0..2 {
        for (record, doc) in &mut docs {
            let text =
                vec![Edit::Put(FIELD.to_owned(), crm_core::fields::Scalar::Text(format!("{round}{long}")))];
            assert_eq!(line.push(vec![edit(doc, *record, id(70), text)]).await, [Reply::Acked]);
        }
    }
    // The device stores one frame, breaks off, and starts again at the place of that frame.
    let mut copies: std::collections::BTreeMap<_, _> =
        docs.iter().map(|(record, _)| (*record, blank(*record))).collect();
    let mut place = start;
    for attempt in 0.. {
        assert!(attempt < 100, "the catch-up never ends");
        let mut back = team.call(reader);
        let hello = crm_sync::frame::Hello {
            protocol: 1,
            schema: 1,
            rows_version: 0,
            workspace: team.workspace,
            device: reader.device,
            epoch: Some(place.0),
            cursor: Some(place.1),
            now: 0,
        };
        back.send(ToRelay::Hello(hello)).await;
        let step = back.connection.news(0).await;
        let Some(ToDevice::Feed { entries, cursor, caught_up, .. }) = step.frames.into_iter().next() else {
            panic!("no feed");
        };
        for entry in entries {
            let copy = copies.get_mut(&entry.doc).expect("a known document");
            match entry.what {
                EntryKind::Changes(changes) => {
                    for change in changes {
                        copy.load_incremental(&change).expect("changes come in causal order");
                    }
                }
                EntryKind::Snapshot { document, row } => {
                    assert!(row.is_empty(), "rows of another version are not sent");
                    let mut whole = crm_core::document::load(&document).expect("whole");
                    copy.merge(&mut whole).expect("the same document");
                }
                EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => {
                    panic!("nothing of the kind")
                }
            }
        }
        place.1 = cursor;
        if caught_up {
            break;
        }
    }
    for (record, doc) in &docs {
        assert_eq!(copies[record].get_heads(), doc.get_heads());
    }
}

#[tokio::test]
async fn letters_of_two_people_merge_on_the_relay() {
    let team = Team::found().await;
    let (mut one, mut two) = (team.connect(team.join().await).await, team.connect(team.join().await).await);
    let (mut ours, mut theirs) = (blank(id(7)), blank(id(7)));
    let append = |text: &str| vec![Edit::Append(TEXT.to_owned(), text.to_owned())];
    let first = edit(&mut ours, id(7), id(70), append("হালখাতা "));
    let second = edit(&mut theirs, id(7), id(71), append("2026 "));
    let (first, second) = tokio::join!(one.push(vec![first]), two.push(vec![second]));
    assert_eq!((first, second), (vec![Reply::Acked], vec![Reply::Acked]));
    let stored = team.relay.log.documents(team.number, &[id(7)]).await.expect("readable");
    let mut relay = crm_core::document::load(&stored[0].snapshot).expect("whole");
    ours.merge(&mut theirs).expect("copies merge");
    assert_eq!(relay.get_heads(), ours.get_heads());
    relay.merge(&mut ours).expect("copies merge");
}

#[tokio::test]
async fn what_is_missing_is_named_and_then_taken() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let mut doc = blank(id(7));
    let first = rename(&mut doc, id(7), id(70), "one");
    let second = rename(&mut doc, id(7), id(70), "two");
    assert_eq!(line.push(vec![second.clone()]).await, [Reply::Missing(vec![first.hash])]);
    assert_eq!(line.push(vec![first, second]).await, [Reply::Acked, Reply::Acked]);
}

#[tokio::test]
async fn one_refused_change_does_not_hold_up_the_others_of_a_push() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let mut bad = created(id(8), id(70), "x");
    bad.kind = "no-such-object".to_owned();
    let replies = line.push(vec![created(id(7), id(70), "a"), bad, created(id(9), id(70), "b")]).await;
    assert!(matches!(&replies[..], [Reply::Acked, Reply::Refused { .. }, Reply::Acked]), "{replies:?}");
}

#[tokio::test]
async fn a_device_asks_for_whole_documents_without_moving_its_place() {
    let team = Team::found().await;
    let (mut one, mut two) = (team.connect(team.join().await).await, team.connect(team.join().await).await);
    one.push(vec![created(id(7), id(70), "Rina")]).await;
    let place = cursor(&two.news().await);
    let frames = two.send(ToRelay::Want { documents: vec![id(7), id(404)] }).await;
    let [entry] = entries(&frames)[..] else { panic!("{frames:?}") };
    let EntryKind::Snapshot { document, .. } = &entry.what else { panic!("{entry:?}") };
    assert_eq!(value(document, id(7)).as_deref(), Some("Rina"));
    assert_eq!(cursor(&frames), place);
}

#[tokio::test]
async fn people_are_told_on_welcome_and_when_they_change() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let people = |frames: Vec<ToDevice>| -> Vec<Vec<PersonRow>> {
        let mut told = Vec::new();
        for frame in frames {
            if let ToDevice::People(people) = frame {
                told.push(people);
            }
        }
        told
    };
    let first = people(line.news().await);
    assert_eq!(first.iter().map(Vec::len).collect::<Vec<_>>(), [1]);
    team.join().await;
    let second = people(line.news().await);
    assert_eq!(second.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    assert!(people(line.news().await).is_empty());
    // A relay that may have missed something asks again, and says nothing that was said already.
    team.relay.hub.hear(Event::People { workspace: team.number });
    assert!(people(line.news().await).is_empty());
}

#[tokio::test]
async fn a_session_that_ended_stores_nothing_more() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    team.log_out(line.caller).await.expect("written");
    let push = ToRelay::Push { push: 1, changes: vec![created(id(7), id(70), "late")] };
    let frames = line.send(push).await;
    assert_eq!(frames, [ToDevice::Goodbye(Goodbye::SignedOut)]);
    assert!(team.relay.log.all_heads(team.number).await.expect("readable").is_empty());
}

#[tokio::test]
async fn after_a_restart_everything_acknowledged_is_there() {
    let mut team = Team::found().await;
    let caller = team.join().await;
    let start = team.place().await;
    let mut line: Line = team.connect(caller).await;
    let pushes: Vec<_> = (0..200).map(|number| created(id(number), id(70), "kept")).collect();
    for part in pushes.chunks(64) {
        assert!(line.push(part.to_vec()).await.iter().all(|reply| *reply == Reply::Acked));
    }
    team.restart().await;
    let mut back = team.call(caller);
    assert_eq!(back.hello(team.workspace, Some(start)).await.documents, 200);
    assert_eq!(entries(&back.news().await).len(), 200);
}

#[tokio::test]
async fn a_frame_before_the_hello_ends_the_conversation() {
    let team = Team::found().await;
    let mut line = team.call(team.join().await);
    let change = pushed(
        id(7),
        &crm_core::document::layout::first_change(crm_core::ids::RecordId(id(7)), "contact").expect("known"),
    );
    let frames = line.send(ToRelay::Push { push: 1, changes: vec![change] }).await;
    assert_eq!(frames, [ToDevice::Goodbye(Goodbye::BadFrame)]);
}

#[tokio::test]
async fn a_device_that_pushes_more_than_memory_holds_without_a_pause_hears_nothing_of_it_again() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    line.news().await;
    let long = "x".repeat(60_000);
    // Twelve megabytes; the relay keeps eight of what is new.
    for number in 0..200 {
        let change = created(id(number), id(70), &long);
        assert_eq!(line.push(vec![change]).await, [Reply::Acked]);
    }
    let heard = line.news().await;
    assert!(entries(&heard).is_empty(), "no echo");
    assert!(caught_up(&heard));
    let mut again = team.call(line.caller);
    again.hello(team.workspace, Some((team.place().await.0, cursor(&heard)))).await;
    let heard = again.news().await;
    assert!(entries(&heard).is_empty() && caught_up(&heard), "nor after it comes back: {}", heard.len());
}
