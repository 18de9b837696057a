//! Frames of either side, honest ones damaged and mere bytes: they are refused, or mean the same when written again.

use crate::{Damage, damaged, long_enough};
use crm_sync::frame::{Export, Hello, PROTOCOL, PushedChange, Reply, ToDevice, ToRelay, decode, encode};
use crm_tests::device::{blank, created, id, rename};

/// No frame of a test is larger.
const CAP: usize = 1 << 20;

fn honest() -> Vec<Vec<u8>> {
    let mut doc = blank(id(7));
    let changes: Vec<PushedChange> =
        vec![rename(&mut doc, id(7), id(70), "রিনা"), created(id(8), id(70), "Karim")];
    let hello = Hello {
        protocol: PROTOCOL,
        schema: 1,
        rows_version: 1,
        workspace: id(1),
        device: id(2),
        epoch: Some(id(3)),
        cursor: None,
        now: 1_800_000_000_000,
    };
    let hash = changes[0].hash;
    vec![
        encode(&ToRelay::Hello(hello)),
        encode(&ToRelay::Push { push: 1, changes }),
        encode(&ToRelay::Held { documents: vec![(id(7), vec![hash, hash])], last: true }),
        encode(&ToRelay::Want { documents: vec![id(7), id(8)] }),
        encode(&ToRelay::Digests { salt: [5; 16], buckets: vec![(7, [7; 8]), (9, [9; 8])] }),
        encode(&ToRelay::Exported(vec![Export { at: 1, what: "deal".to_owned(), records: 3 }])),
        encode(&ToRelay::Here { document: Some(id(7)), field: Some("name".to_owned()) }),
        encode(&ToDevice::Replies {
            push: 1,
            replies: vec![(hash, Reply::Acked), (hash, Reply::Missing(vec![hash]))],
        }),
    ]
}

/// A frame that is read means the same when it is written and read again.
fn read(bytes: &[u8]) {
    if let Ok(frame) = decode::<ToRelay>(bytes, CAP) {
        assert_eq!(decode::<ToRelay>(&encode(&frame), CAP), Ok(frame));
    }
    if let Ok(frame) = decode::<ToDevice>(bytes, CAP) {
        assert_eq!(decode::<ToDevice>(&encode(&frame), CAP), Ok(frame));
    }
}

#[test]
fn frames() {
    let honest = honest();
    honest.iter().for_each(|frame| read(frame));
    bolero::check!().with_type::<(Option<u8>, Damage, Vec<u8>)>().with_test_time(long_enough()).for_each(
        |(which, damage, loose)| match which {
            Some(which) => read(&damaged(&honest[usize::from(*which) % honest.len()], damage)),
            None => read(loose),
        },
    );
}
