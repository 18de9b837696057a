//! Texts that no single change could carry, and documents that no single frame could hold.

use crate::checks;
use crate::world::{SETTLES, World};
use crm_core::document::{history, limits, read};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::value::Value;
use crm_sync::frame::RELAY_FRAME_BYTES;

const RINA: usize = 0;
const KARIM: usize = 1;
const LATE: usize = 2;
const NOTE: RecordId = RecordId([3; 16]);

fn text(field: &str, text: &str) -> (String, Option<Value>) {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn write(base: &str, text: &str) -> Request {
    Request::Write { record: NOTE, field: "body".to_owned(), base: base.to_owned(), text: text.to_owned() }
}

fn body(world: &mut World, pocket: usize) -> String {
    let doc = world.pockets[pocket].disk.document(NOTE).expect("the note lies on the disk");
    read::read(&doc, NOTE).expect("a stored document reads").text("body").unwrap_or_default().to_owned()
}

#[test]
fn a_pasted_text_becomes_several_changes_that_the_relay_takes() {
    let mut world = World::new(12, 2);
    let (first, second) = ("হালখাতা ".repeat(9_000), "নতুন খাতা ".repeat(2_000));
    world.act(
        RINA,
        Request::Create { object: "note".to_owned(), record: NOTE, values: vec![text("title", "Book")] },
    );
    world.settle();
    world.act(RINA, write("", &first));
    world.settle();
    assert!(body(&mut world, KARIM) == first);
    let doc = world.pockets[RINA].disk.document(NOTE).expect("the note lies on the disk");
    let changes = history::changes_since(&doc, &[]);
    assert!(changes.len() > 4 && changes.iter().all(|(_, bytes)| bytes.len() < limits::CHANGE_BYTES));
    // Everything is replaced while somebody else writes at the end.
    world.set_online(KARIM, false);
    world.act(KARIM, write(&first, &format!("{first}Karim.")));
    world.act(RINA, write(&first, &second));
    world.set_online(KARIM, true);
    world.settle();
    assert!(body(&mut world, RINA) == format!("{second}Karim."));
    // A record that is made with such a text, alone and among many.
    let long = "হালখাতা ".repeat(3_000);
    let made = |number: u8| {
        let long = vec![text("title", "Made"), text("body", &long)];
        (
            "note".to_owned(),
            RecordId([number; 16]),
            if number.is_multiple_of(2) { long } else { vec![text("title", "Short")] },
        )
    };
    world.act(RINA, Request::CreateMany { records: (10..14).map(made).collect() });
    let (object, record, values) = made(20);
    world.act(RINA, Request::Create { object, record, values });
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_document_larger_than_a_frame_reaches_everybody() {
    let mut world = World::new(13, 3);
    let name = "Book".repeat(995);
    let values = vec![text("title", &name)];
    world.act(RINA, Request::Create { object: "note".to_owned(), record: NOTE, values });
    world.settle();
    world.set_online(KARIM, false);
    world.set_online(LATE, false);
    // Letters that differ, because runs of equal ones are stored once.
    let letters = ('\u{1f300}'..'\u{1f5ff}').cycle();
    let long: String = letters.take(262_100).collect();
    world.act(RINA, write("", &long));
    world.run_for(SETTLES);
    let (doc, _) = &world.relay.documents()[&NOTE];
    let size = doc.save_nocompress().len();
    assert!(size > RELAY_FRAME_BYTES, "{size} bytes");
    // One device comes back and catches up; another one's place is of no use after a restore, so that it is repaired.
    world.set_online(KARIM, true);
    world.run_for(SETTLES);
    assert!(body(&mut world, KARIM) == long, "caught up");
    let copy = world.relay.copy("large.db");
    world.put_back(&copy);
    world.set_online(LATE, true);
    world.settle();
    assert!(body(&mut world, LATE) == long, "repaired");
    checks::converged(&mut world);
}
