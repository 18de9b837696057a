//! The server functions keep their endpoints, arguments and answers: an installed app is older than its relay.

use crm_tests::repository::{kept, read};

/// The endpoints with their signatures, then the types, without words for people.
fn signatures() -> String {
    let functions = read("app/accounts/src/functions.rs");
    let mut text = String::new();
    for part in functions.split("endpoint = \"").skip(1) {
        let (endpoint, rest) = part.split_once('"').expect("an endpoint ends");
        let from = rest.find("pub async fn").expect("a function follows");
        let (signature, _) = rest[from..].split_once(" {").expect("a body follows");
        let signature = signature.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("{endpoint}: {signature}\n"));
    }
    let (requests, _) = functions.split_once("#[cfg(feature = \"ssr\")]").expect("arguments come first");
    // What stands before the first type is attributes and imports, in whatever lines the formatter gave them.
    let requests = &requests[requests.find("pub struct").expect("arguments are structs")..];
    let types = read("app/accounts/src/types.rs");
    let (types, _) = types.split_once("impl FromServerFnError").expect("types come first");
    for line in requests.lines().chain(types.lines()).map(str::trim) {
        let spoken = ["//", "#", "use ", ""]
            .iter()
            .any(|mark| if mark.is_empty() { line.is_empty() } else { line.starts_with(mark) });
        if !spoken {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[test]
fn endpoints_and_types_are_as_they_were() {
    let now = signatures();
    assert_eq!(
        now,
        kept("tests/fixtures/server-functions.txt", &now),
        "a change of meaning gets a new version beside the old one; then write the list again"
    );
}
