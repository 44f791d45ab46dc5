use serde::Serialize;

use super::super::DecodeError;

/// A text of device information: maker, model, a version (0x2A24 to 0x2A29).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceText {
    /// The text, without the zero bytes and spaces that some devices put behind it.
    pub text: String,
}

impl DeviceText {
    /// Reads one value of such a characteristic.
    ///
    /// # Errors
    /// When it is longer than any attribute can be, no UTF-8, or has control characters in it.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        const WHAT: &str = "device information";
        /// The longest value of an attribute (core specification, volume 3, part F, 3.2.9).
        const LONGEST: usize = 512;
        if bytes.len() > LONGEST {
            return Err(DecodeError::TooLong { what: WHAT, need: LONGEST, have: bytes.len() });
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| DecodeError::Malformed { what: WHAT, why: "the text is not UTF-8" })?;
        let text = text.trim_end_matches(['\0', ' ']);
        if text.chars().any(char::is_control) {
            return Err(DecodeError::Malformed { what: WHAT, why: "the text has control characters in it" });
        }
        Ok(Self { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_its_padding() {
        let text = |bytes: &[u8]| DeviceText::decode(bytes).map(|text| text.text);
        assert_eq!(text(b"Polar Electro Oy\0\0").as_deref(), Ok("Polar Electro Oy"));
        assert_eq!(text("Mühe".as_bytes()).as_deref(), Ok("Mühe"));
        assert_eq!(text(b"").as_deref(), Ok(""));
        assert!(text(&[0xFF]).is_err_and(|error| error.to_string().contains("UTF-8")));
        assert!(text(b"a\0b").is_err_and(|error| error.to_string().contains("control")));
        assert!(text(&[b'a'; 513]).is_err());
    }
}
