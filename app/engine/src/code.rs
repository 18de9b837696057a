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
}
