use super::{Uuid, decode};

/// Reads a characteristic's value from text and gives what it says as JSON.
///
/// `hex` is two digits for each byte, upper or lower case; spaces, colons and hyphens between bytes are
/// passed over.
///
/// # Errors
/// In words for a person: when the UUID or the digits cannot be read, or the bytes are refused.
pub fn decode_text(uuid: &str, hex: &str) -> Result<String, String> {
    let uuid: Uuid = uuid.parse().map_err(|error: super::UuidError| error.to_string())?;
    let payload = decode(uuid, &bytes(hex)?).map_err(|error| error.to_string())?;
    serde_json::to_string_pretty(&payload).map_err(|error| error.to_string())
}

fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let mut digits = Vec::with_capacity(hex.len());
    for (place, character) in hex.chars().enumerate() {
        match character.to_digit(16) {
            Some(digit) => digits.push(digit as u8),
            None if matches!(character, ' ' | ':' | '-') && digits.len().is_multiple_of(2) => {}
            None => return Err(format!("{character:?} at place {} is no hexadecimal digit", place + 1)),
        }
    }
    if !digits.len().is_multiple_of(2) {
        return Err(format!("{} hexadecimal digits are no whole bytes: a byte has two", digits.len()));
    }
    Ok(digits.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_with_or_without_separators() {
        for text in ["16484003", "16 48 40 03", "16:48:40:03", "16-48-40-03"] {
            assert_eq!(bytes(text), Ok(vec![0x16, 0x48, 0x40, 0x03]), "{text}");
        }
        assert_eq!(bytes(""), Ok(vec![]));
    }

    #[test]
    fn what_is_no_hex_is_named() {
        assert!(bytes("164").is_err_and(|error| error.contains("3 hexadecimal digits")));
        assert!(bytes("16zz").is_err_and(|error| error.contains("'z' at place 3")));
        assert!(bytes("1 6").is_err_and(|error| error.contains("' ' at place 2")));
    }
}
