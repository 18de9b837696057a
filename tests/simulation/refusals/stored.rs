//! What lies on the disk from before: of an earlier build, or of a record that cannot be read.

use super::{
    CONTACT, FORBIDDEN, KARIM, RINA, no_names, refused, refused_later, same_everywhere, set, text, told,
    value,
};
use crm_core::document;
use crm_core::messages::Request;
use crm_sync::store::Store;

#[test]
fn what_an_earlier_build_set_aside_is_rebuilt_at_the_next_start() {
    let mut world = refused_later(17, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    world.act(RINA, set("job_title", "Buyer"));
    let outbox = world.pockets[RINA].disk.entries(Store::Outbox);
    let doc = world.pockets[RINA].disk.document(CONTACT).expect("the record lies on the disk");
    let hashes: Vec<[u8; 32]> = document::history::hashes(&doc).into_iter().rev().take(2).collect();
    assert_eq!(outbox.len(), 2);
    for (key, _) in outbox {
        world.pockets[RINA].disk.remove(Store::Outbox, key);
    }
    for hash in &hashes {
        let value = postcard::to_stdvec(&(CONTACT.0, "wrong-kind", 1_i64)).expect("plain data");
        world.pockets[RINA].disk.put(Store::Quarantine, [&CONTACT.0[..], hash].concat(), value);
    }
    world.refused.insert(CONTACT);
    world.crash(RINA, false);
    world.set_online(RINA, true);
    world.settle();
    same_everywhere(&mut world);
    assert_eq!(value(&mut world, KARIM, "job_title").as_deref(), Some("Buyer"));
    let edits = world.listed(RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(told(edit), [("first_name".to_owned(), None, text(FORBIDDEN))]);
}

#[test]
fn what_was_unsent_of_a_record_that_cannot_be_read_is_kept_with_its_words() {
    let mut world = refused_later(19, no_names);
    world.act(RINA, set("first_name", FORBIDDEN));
    let (field, base, words) = ("description".to_owned(), String::new(), "Likes tea.".to_owned());
    world.act(RINA, Request::Write { record: CONTACT, field, base, text: words });
    world.crash(RINA, false);
    world.pockets[RINA].disk.damage(CONTACT);
    world.refused.insert(CONTACT);
    world.set_online(RINA, true);
    world.settle();
    same_everywhere(&mut world);
    let edits = world.listed(RINA);
    let [edit] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(edit.why, refused("wrong-kind"));
    assert!(told(edit).contains(&("first_name".to_owned(), None, text(FORBIDDEN))), "{edit:?}");
    assert!(told(edit).contains(&("description".to_owned(), None, text("Likes tea."))), "{edit:?}");
}
