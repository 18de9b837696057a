//! Files: what they are called, saving them, reading them.

use super::{after, document};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Letters of the name of a file before its ending.
const LETTERS: usize = 60;

/// The name of a file after what it is about, at most 60 letters of it, and the ending with its dot. What no system
/// takes in a name becomes a space; every script stays whole. Where nothing is left, the product's name stands there.
pub fn file_name(about: &str, ending: &str) -> String {
    let plain: String = about.chars().map(|letter| if fits(letter) { letter } else { ' ' }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_start_matches(['.', ' ']);
    let name = beginning(words).trim_end_matches(['.', ' ']);
    format!("{}{ending}", if name.is_empty() { "halkhata" } else { name })
}

/// Letters that turn the direction of writing could show another ending than the file has.
fn fits(letter: char) -> bool {
    let turns = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !letter.is_control() && !turns && !r#"/\:*?"<>|"#.contains(letter)
}

/// As much of a text as a name may have, up to a place where two letters do not belong together.
fn beginning(text: &str) -> &str {
    let places: Vec<(usize, char)> = text.char_indices().take(LETTERS + 1).collect();
    if places.len() <= LETTERS {
        return text;
    }
    let parts = |place: &usize| !belong(places[*place - 1].1, places[*place].1);
    let cut = (1..=LETTERS).rev().find(parts).unwrap_or(LETTERS);
    &text[..places[cut].0]
}

/// Whether a letter is written onto the one before it.
fn belong(before: char, letter: char) -> bool {
    // Hasanta, and what joins letters and pictures, hold on to what follows.
    let holds = matches!(before, '\u{94d}' | '\u{9cd}' | '\u{200d}');
    holds
        || matches!(letter,
            '\u{300}'..='\u{36f}'
            | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
            | '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9be}'..='\u{9cd}' | '\u{9d7}' | '\u{9fe}'
            | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Offers bytes as a file to save.
pub fn save_file(name: &str, media: &str, bytes: &[u8]) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let Ok(link) = document().create_element("a") else { return };
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes over when the click returns; the address may go a minute later.
    after(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    });
}

/// The bytes of a chosen file.
pub async fn read_file(file: &web_sys::File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_it_is_about() {
        for (about, name) in [
            ("ক্ষুদ্র ব্যবসা", "ক্ষুদ্র ব্যবসা.vcf"),
            ("Karim <b>Mia</b>", "Karim b Mia b.vcf"),
            ("../a:b\\c\u{202e}fdp", "a b c fdp.vcf"),
            (".hidden.", "hidden.vcf"),
            ("R & D (50%) নং ৭", "R & D (50%) নং ৭.vcf"),
            ("two\nlines\u{0}", "two lines.vcf"),
            ("???", "halkhata.vcf"),
            ("...", "halkhata.vcf"),
        ] {
            assert_eq!(file_name(about, ".vcf"), name);
        }
    }

    #[test]
    fn a_long_name_ends_after_a_whole_letter() {
        // The conjunct that stands on the border goes as a whole.
        let about = format!("{}ক্ষুদ্র", "a".repeat(LETTERS - 2));
        assert_eq!(file_name(&about, ".csv"), format!("{}.csv", "a".repeat(LETTERS - 2)));
        assert_eq!(file_name(&"ক".repeat(90), ".csv"), format!("{}.csv", "ক".repeat(LETTERS)));
        assert_eq!(file_name(&"\u{9cd}".repeat(90), ".csv").chars().count(), LETTERS + 4);
    }
}
