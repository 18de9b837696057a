//! Every component and every kind of field has a story on the page /styleguide.

use crate::hold;
use crm_tests::repository::{read, sources};

#[test]
fn every_component_has_a_story() {
    let page = read("app/src/styleguide/mod.rs");
    let parts = sources(&["app/src/components"], ".rs").into_iter().filter_map(|source| {
        let path = source.path.strip_prefix("app/src/components/")?.trim_end_matches(".rs").to_owned();
        // The parts of a component in a folder belong to its `mod.rs`.
        let name = path.strip_suffix("/mod").map_or_else(|| path.clone(), str::to_owned);
        (name != "mod" && !name.contains('/')).then_some(name)
    });
    let untold = parts.filter(|name| !page.contains(&format!("{name}::STORY,"))).collect();
    hold("a component without a story in app/src/styleguide", untold);
}
