//! Which letters the bytes of a file stand for: UTF-8, UTF-16, or the old Windows code page.

/// A file as text, and what its encoding is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE` or `windows-1252`.
    pub encoding: &'static str,
}

/// What bytes 0x80 to 0x9f mean in windows-1252; the five that mean nothing stay control characters (WHATWG).
const WINDOWS: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
    0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
    0x153, 0x9d, 0x17e, 0x178,
];

/// Reads the bytes of a file. Every file is some text in windows-1252, so this never fails.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return wide(rest, "UTF-16LE", u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return wide(rest, "UTF-16BE", u16::from_be_bytes);
    }
    // Latin headings in UTF-16 have a zero in every second byte.
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    if start.len() >= 4 && zeros(1) > start.len() / 3 {
        return wide(&bytes, "UTF-16LE", u16::from_le_bytes);
    }
    if start.len() >= 4 && zeros(0) > start.len() / 3 {
        return wide(&bytes, "UTF-16BE", u16::from_be_bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            Decoded { text, encoding: "UTF-8" }
        }
        Err(error) => {
            let text = error.as_bytes().iter().map(|byte| windows(*byte)).collect();
            Decoded { text, encoding: "windows-1252" }
        }
    }
}

fn wide(bytes: &[u8], encoding: &'static str, unit: fn([u8; 2]) -> u16) -> Decoded {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    Decoded { text: text.collect(), encoding }
}

fn windows(byte: u8) -> char {
    let code = match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => u16::from(byte),
    };
    char::from_u32(u32::from(code)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let text = "Name,City\nমিনা,ঢাকা\n";
        for (bytes, encoding, expected) in [
            (text.as_bytes().to_vec(), "UTF-8", text),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", text),
            ([vec![0xff, 0xfe], little(text)].concat(), "UTF-16LE", text),
            ([vec![0xfe, 0xff], big(text)].concat(), "UTF-16BE", text),
            (little("Name,City\nA,B\n"), "UTF-16LE", "Name,City\nA,B\n"),
            (big("Name,City\nA,B\n"), "UTF-16BE", "Name,City\nA,B\n"),
            (b"Fax gesch\xe4ftlich;\x80 5".to_vec(), "windows-1252", "Fax geschäftlich;€ 5"),
            (Vec::new(), "UTF-8", ""),
        ] {
            assert_eq!(decode(bytes), Decoded { text: expected.to_owned(), encoding }, "{encoding}");
        }
    }
}
