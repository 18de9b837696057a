//! Every picture that the app names is in the sprite; one that is not would be an empty place on the screen.

use crate::hold;
use crm_tests::repository::read;

#[test]
fn every_named_icon_is_in_the_sprite() {
    let (names, sprite) = (read("app/src/icons.rs"), read("style/icons.svg"));
    let named = names.lines().filter_map(|line| line.trim().split_once(" => \"")?.1.strip_suffix("\","));
    let named: Vec<&str> = named.collect();
    assert!(named.len() > 50, "the names are read from app/src/icons.rs: {}", named.len());
    let missing = named.into_iter().filter(|name| !sprite.contains(&format!("id=\"i-{name}\"")));
    hold("Icons (style/icons.mjs draws the sprite)", missing.map(str::to_owned).collect());
}
