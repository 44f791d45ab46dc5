/// Bytes as pairs of hexadecimal digits, with `between` between the bytes.
pub fn hex(bytes: &[u8], between: &str) -> String {
    let mut hex = String::with_capacity(bytes.len() * (2 + between.len()));
    for byte in bytes {
        if !hex.is_empty() {
            hex.push_str(between);
        }
        for half in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(half), 16));
        }
    }
    hex
}
