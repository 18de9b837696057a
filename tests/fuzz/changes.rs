//! Changes behind a right checksum: the inspection refuses them, or what it accepts can be stored, read and edited again.

use crate::{Damage, damaged, long_enough};
use crm_core::document;
use crm_core::document::inspect::inspect;
use crm_core::ids::RecordId;
use crm_tests::device::{OBJECT, blank, id, rename};
use crm_tests::hostile::{self, RECORD};

/// What stands before the length of a chunk's body: magic, checksum, kind.
const HEAD: usize = 9;
/// Longer ones are bombs: they have tests of their own, and each costs as much as a thousand of these.
const SHORT: usize = 2_000;

/// The body of a chunk: behind the length, whose last byte is below 128.
fn body(chunk: &[u8]) -> Option<Vec<u8>> {
    let rest = chunk.get(HEAD..)?;
    let length = rest.iter().position(|byte| *byte < 128)? + 1;
    rest.get(length..).map(<[u8]>::to_vec)
}

/// Honest changes of a new record and of one with a history, and the hostile ones.
fn bases() -> Vec<(Option<Vec<u8>>, Vec<u8>)> {
    let mut doc = blank(id(RECORD));
    let first = rename(&mut doc, id(RECORD), id(5), "রিনা").bytes;
    let stored = doc.save_nocompress();
    let second = rename(&mut doc, id(RECORD), id(6), "Rina Akter").bytes;
    let honest = [(None, first), (Some(stored), second)];
    let hostile = hostile::list().into_iter().map(|hostile| (hostile.stored, hostile.bytes));
    let all = honest.into_iter().chain(hostile);
    all.filter(|(_, bytes)| bytes.len() < SHORT)
        .filter_map(|(stored, bytes)| Some((stored, body(&bytes)?)))
        .collect()
}

fn look(stored: Option<&[u8]>, bytes: &[u8]) {
    let record = RecordId(id(RECORD));
    let Ok(accepted) = inspect(stored, record, OBJECT, bytes) else { return };
    let mut doc = document::load(&accepted.document).expect("what is accepted can be read back");
    rename(&mut doc, id(RECORD), id(9), "and edited again");
    document::load(&doc.save_nocompress()).expect("and stored again");
}

#[test]
fn changes() {
    let work = || {
        let bases = bases();
        assert!(bases.len() > 10, "{}", bases.len());
        bolero::check!().with_type::<(u8, Damage)>().with_test_time(long_enough()).for_each(
            |(which, damage)| {
                let (stored, body) = &bases[usize::from(*which) % bases.len()];
                look(stored.as_deref(), &hostile::chunk(1, &damaged(body, damage)));
            },
        );
    };
    // The stack that relay and engine give it.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(work).expect("a thread starts");
    thread.join().expect("nothing panics");
}
