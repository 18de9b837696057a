//! Which messages this build speaks.

/// The source of every type that the messages are made of.
const SOURCES: [(&str, &[u8]); 41] = [
    ("messages/mod.rs", include_bytes!("mod.rs")),
    ("messages/access.rs", include_bytes!("access.rs")),
    ("messages/agenda.rs", include_bytes!("agenda.rs")),
    ("messages/answer.rs", include_bytes!("answer.rs")),
    ("messages/conflicts.rs", include_bytes!("conflicts.rs")),
    ("messages/import.rs", include_bytes!("import.rs")),
    ("messages/inbox.rs", include_bytes!("inbox.rs")),
    ("messages/lists.rs", include_bytes!("lists.rs")),
    ("messages/opening.rs", include_bytes!("opening.rs")),
    ("messages/record.rs", include_bytes!("record.rs")),
    ("messages/request.rs", include_bytes!("request.rs")),
    ("messages/sync.rs", include_bytes!("sync.rs")),
    ("messages/watch.rs", include_bytes!("watch.rs")),
    ("commands/mod.rs", include_bytes!("../commands/mod.rs")),
    ("commands/desk.rs", include_bytes!("../commands/desk.rs")),
    ("commands/merge.rs", include_bytes!("../commands/merge.rs")),
    ("exchange/templates/mod.rs", include_bytes!("../exchange/templates/mod.rs")),
    ("fields/mod.rs", include_bytes!("../fields/mod.rs")),
    ("ids.rs", include_bytes!("../ids.rs")),
    ("policy/model.rs", include_bytes!("../policy/model.rs")),
    ("policy/reason.rs", include_bytes!("../policy/reason.rs")),
    ("value.rs", include_bytes!("../value.rs")),
    ("views/shaping/mod.rs", include_bytes!("../views/shaping/mod.rs")),
    ("views/scoring.rs", include_bytes!("../views/scoring.rs")),
    ("views/shaping/choices.rs", include_bytes!("../views/shaping/choices.rs")),
    ("views/shaping/fields.rs", include_bytes!("../views/shaping/fields.rs")),
    ("views/shaping/forms.rs", include_bytes!("../views/shaping/forms.rs")),
    ("views/shaping/options.rs", include_bytes!("../views/shaping/options.rs")),
    ("views/shaping/shared.rs", include_bytes!("../views/shaping/shared.rs")),
    ("views/shaping/conditions.rs", include_bytes!("../views/shaping/conditions.rs")),
    ("views/shaping/scoring.rs", include_bytes!("../views/shaping/scoring.rs")),
    ("views/shaping/dependencies.rs", include_bytes!("../views/shaping/dependencies.rs")),
    ("views/shaping/validation.rs", include_bytes!("../views/shaping/validation.rs")),
    ("views/shaping/stages.rs", include_bytes!("../views/shaping/stages.rs")),
    ("views/shaping/written.rs", include_bytes!("../views/shaping/written.rs")),
    ("views/formula/mod.rs", include_bytes!("../views/formula/mod.rs")),
    ("views/duplicates/mod.rs", include_bytes!("../views/duplicates/mod.rs")),
    ("views/keeping.rs", include_bytes!("../views/keeping.rs")),
    ("views/likeness.rs", include_bytes!("../views/likeness.rs")),
    ("views/query.rs", include_bytes!("../views/query.rs")),
    ("views/selection.rs", include_bytes!("../views/selection.rs")),
];

/// The version of these messages: a digest of their source, because a number counted by hand is forgotten. Page and
/// worker of different builds refuse each other and reload, and a list that another build kept is not shown.
pub const MESSAGES: u32 = digest();

/// FNV-1a, 32 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>).
const fn digest() -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    let mut source = 0;
    while source < SOURCES.len() {
        let bytes = SOURCES[source].1;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
            at += 1;
        }
        source += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::SOURCES;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// A file of messages that is not counted would change unnoticed; and what these files name from elsewhere in core
    /// is counted, too.
    #[test]
    fn every_type_of_a_message_counts() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let folder = std::fs::read_dir(root.join("messages")).expect("the messages have a folder");
        let files: BTreeSet<String> = folder
            .map(|entry| format!("messages/{}", entry.expect("an entry").file_name().to_string_lossy()))
            .filter(|file| file != "messages/version.rs")
            .collect();
        let counted: BTreeSet<String> = SOURCES.iter().map(|(file, _)| (*file).to_owned()).collect();
        assert!(files.is_subset(&counted), "{files:?} and {counted:?}");
        for (file, bytes) in SOURCES.iter().filter(|(file, _)| file.starts_with("messages/")) {
            let text = std::str::from_utf8(bytes).expect("source is text");
            for used in text.lines().filter_map(|line| line.strip_prefix("use crate::")) {
                let module = used.split("::").next().unwrap_or_default();
                assert!(counted.iter().any(|file| file.starts_with(module)), "{file} uses {module}");
            }
        }
    }
}
