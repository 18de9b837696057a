//! A text as a QR code.

use qrcode::{Color, EcLevel, QrCode};

/// The rows of the code, and in each which modules are dark; none where the text is too long.
pub(crate) fn dark(text: &str) -> Vec<Vec<bool>> {
    // Medium: a code on a screen gets no scratches, but glass mirrors a lamp.
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Vec::new() };
    let modules = code.to_colors();
    modules
        .chunks(code.width())
        .map(|row| row.iter().map(|module| *module == Color::Dark).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::dark;

    #[test]
    fn a_code_is_square_has_its_three_eyes_and_an_end() {
        let code = dark("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:রিনা আক্তার\r\nEND:VCARD\r\n");
        let last = code.len() - 1;
        assert!(code.len() >= 21 && code.iter().all(|row| row.len() == code.len()));
        let eye = [true, true, true, true, true, true, true];
        assert_eq!(code[0][..7], eye);
        assert_eq!(code[0][last - 6..], eye);
        assert_eq!(code[last][..7], eye);
        assert_eq!(dark(&"x".repeat(5_000)), Vec::<Vec<bool>>::new());
    }

    #[test]
    fn a_reader_finds_the_text_in_the_picture() {
        // Some modules of light around it and a few pixels for each module, as on a screen.
        const QUIET: usize = 4;
        const PIXELS: usize = 3;
        for text in [
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:রিনা আক্তার\r\nTEL;TYPE=CELL:+880 1711-204882\r\nEND:VCARD\r\n"
                .to_owned(),
            "x".repeat(900),
        ] {
            let code = dark(&text);
            let side = (code.len() + 2 * QUIET) * PIXELS;
            let module = |x: usize, y: usize| {
                let at = |pixel: usize| (pixel / PIXELS).checked_sub(QUIET);
                at(y).and_then(|y| code.get(y)).zip(at(x)).and_then(|(row, x)| row.get(x)).copied()
            };
            let shade = |x, y| if module(x, y) == Some(true) { 20 } else { 250 };
            let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
            let read: Vec<String> =
                picture.detect_grids().iter().map(|grid| grid.decode().expect("it can be read").1).collect();
            assert_eq!(read, [text]);
        }
    }
}
