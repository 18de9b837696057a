//! Databases of every format that a release has written still open, with everything in them.

use crm_server::backup;
use crm_server::log::schema::FORMAT;
use crm_tests::device::{blank, created, id, rename, value};
use crm_tests::team::{Team, open};
use std::path::{Path, PathBuf};

/// Where the databases are kept, one per format.
fn kept(format: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/database/format-{format}.db"))
}

/// What every kept database holds: one record edited twice, one as it was made, two people.
async fn make(file: &Path) {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    team.join().await;
    let mut doc = blank(id(7));
    let edits = [rename(&mut doc, id(7), id(70), "Rina"), rename(&mut doc, id(7), id(70), "রিনা")];
    for edit in edits {
        line.push(vec![edit]).await;
    }
    line.push(vec![created(id(8), id(70), "Karim")]).await;
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("the repository can be written");
    backup::backup(&team.folder(), file).await.expect("a backup");
}

#[tokio::test]
async fn databases_of_every_format_open() {
    if !kept(FORMAT).exists() {
        make(&kept(FORMAT)).await;
        panic!("there was no database of format {FORMAT}; one was made: keep it in the repository");
    }
    for format in 1..=FORMAT {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        std::fs::copy(kept(format), folder.path().join(crm_server::log::FILE)).expect("a kept database");
        let relay = open(folder.path().to_owned()).await;
        let workspace = relay.log.workspaces().await.expect("readable").remove(0);
        assert_eq!((workspace.name.as_str(), workspace.documents, workspace.head), ("Dhaka", 2, 3));
        assert_eq!(relay.log.members(workspace.number).await.expect("readable").len(), 2);
        for (record, expected) in [(id(7), "রিনা"), (id(8), "Karim")] {
            let stored = relay.log.documents(workspace.number, &[record]).await.expect("readable");
            assert_eq!(value(&stored[0].snapshot, record).as_deref(), Some(expected), "format {format}");
        }
    }
}
