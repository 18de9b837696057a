//! Every pair of colours that stands on each other can be told apart (WCAG 2.2), in light and in dark.

use crate::hold;
use crm_tests::repository::root;
use std::collections::BTreeMap;

/// Grounds that text of the app stands on.
const GROUNDS: [&str; 6] = ["surface", "bg", "raised", "sunken", "hover", "selected"];
/// Text on its own ground.
const PAIRS: [(&str, &str); 10] = [
    ("accent-fg", "accent"),
    ("accent-fg", "accent-hover"),
    ("accent-soft-fg", "accent-soft"),
    ("ok-fg", "ok-soft"),
    ("warn-fg", "warn-soft"),
    ("danger-fg", "danger-soft"),
    ("info-fg", "info-soft"),
    ("conflict-fg", "conflict-soft"),
    ("solid-fg", "danger"),
    ("danger-fg", "surface"),
];

type Colours = BTreeMap<String, [f64; 3]>;

fn colour(hex: &str) -> Option<[f64; 3]> {
    let channel =
        |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok().map(|part| f64::from(part) / 255.0);
    Some([channel(1)?, channel(3)?, channel(5)?])
}

fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] =
        colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn ratio(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The raw values of a theme: `--paper-text: #1c1f25;` is `text`.
fn theme(sheet: &str, prefix: &str) -> Colours {
    let lines = sheet.lines().filter_map(|line| line.trim().strip_prefix(prefix)?.strip_suffix(';'));
    lines
        .filter_map(|line| line.split_once(": "))
        .filter_map(|(name, hex)| Some((name.to_owned(), colour(hex)?)))
        .collect()
}

/// Soft ground, text and dot of every hue, in one theme (0 is light).
fn hues(sheet: &str, place: usize) -> Vec<[[f64; 3]; 3]> {
    let pick = |line: &str| {
        line.trim().trim_end_matches(");").rsplit('(').next()?.split(", ").nth(place).and_then(colour)
    };
    let of = |name: &str| -> Vec<[f64; 3]> {
        sheet
            .lines()
            .filter(|line| line.contains(&format!("--hue-{name}: light-dark(")))
            .filter_map(pick)
            .collect()
    };
    let (soft, text, dot) = (of("soft"), of("text"), of("dot"));
    soft.into_iter().zip(text).zip(dot).map(|((soft, text), dot)| [soft, text, dot]).collect()
}

#[test]
fn text_and_controls_stand_out_in_both_themes() {
    let sheet = std::fs::read_to_string(root().join("style/tokens.css")).expect("style/tokens.css is there");
    let mut findings = Vec::new();
    for (place, prefix) in ["--paper-", "--ink-"].into_iter().enumerate() {
        let colours = theme(&sheet, prefix);
        let mut ask = |front: &str, ground: &str, least: f64| {
            let found = ratio(colours[front], colours[ground]);
            if found < least {
                findings.push(format!("{prefix}{front} on {ground}: {found:.2}, at least {least}"));
            }
        };
        for ground in GROUNDS {
            for front in ["text", "text2", "text3", "accent"] {
                ask(front, ground, 4.5);
            }
            for front in ["border-strong", "focus"] {
                ask(front, ground, 3.0);
            }
        }
        for (front, ground) in PAIRS {
            ask(front, ground, 4.5);
        }
        let hues = hues(&sheet, place);
        assert_eq!(hues.len(), 10, "ten hues are read from style/tokens.css");
        for (number, [soft, text, dot]) in hues.into_iter().enumerate() {
            if ratio(text, soft) < 4.5 || ratio(dot, colours["surface"]) < 3.0 {
                findings.push(format!("{prefix} hue {number}"));
            }
        }
    }
    hold("Contrast", findings);
}
