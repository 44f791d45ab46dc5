use super::DecodeError;

/// Reads a payload from its beginning, little-endian, and refuses what is not there.
pub(super) struct Reader<'a> {
    what: &'static str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader for a payload that errors call `what`.
    pub(super) const fn new(what: &'static str, bytes: &'a [u8]) -> Self {
        Self { what, bytes, at: 0 }
    }

    /// What errors call the payload.
    pub(super) const fn what(&self) -> &'static str {
        self.what
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let need = self.at.saturating_add(count);
        let taken = self.bytes.get(self.at..need).ok_or(DecodeError::TooShort {
            what: self.what,
            need,
            have: self.bytes.len(),
        })?;
        self.at = need;
        Ok(taken)
    }

    /// Everything that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = self.bytes.len();
        rest
    }

    /// Whether nothing is left.
    pub(super) const fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn number(&mut self, count: usize) -> Result<u64, DecodeError> {
        Ok(self.take(count)?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// One byte.
    pub(super) fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.number(1)? as u8)
    }

    /// Two bytes.
    pub(super) fn u16(&mut self) -> Result<u16, DecodeError> {
        Ok(self.number(2)? as u16)
    }

    /// Three bytes.
    pub(super) fn u24(&mut self) -> Result<u32, DecodeError> {
        Ok(self.number(3)? as u32)
    }

    /// Four bytes.
    pub(super) fn u32(&mut self) -> Result<u32, DecodeError> {
        Ok(self.number(4)? as u32)
    }

    /// Eight bytes.
    pub(super) fn u64(&mut self) -> Result<u64, DecodeError> {
        self.number(8)
    }

    /// What is left, cut into at least one item of `size` bytes each.
    pub(super) fn items(&mut self, size: usize) -> Result<std::slice::ChunksExact<'a, u8>, DecodeError> {
        if self.is_empty() {
            self.take(size)?;
        }
        let items = self.rest().chunks_exact(size);
        match items.remainder().len() {
            0 => Ok(items),
            tail => Err(DecodeError::OddTail { what: self.what, item: size, tail }),
        }
    }

    /// Nothing may be left.
    pub(super) const fn finish(self) -> Result<(), DecodeError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::TooLong { what: self.what, need: self.at, have: self.bytes.len() })
        }
    }
}

/// A signed number of one to four bytes, little-endian.
pub(super) fn signed(bytes: &[u8]) -> i32 {
    let bits = 8 * bytes.len().min(4) as u32;
    let number = bytes.iter().take(4).rev().fold(0_u32, |number, &byte| number << 8 | u32::from(byte));
    extend(number, bits)
}

/// Extends the sign of a number of `bits` bits, 1 to 32; no bits make 0.
pub(super) const fn extend(number: u32, bits: u32) -> i32 {
    if bits == 0 || bits > 32 {
        return 0;
    }
    ((number << (32 - bits)) as i32) >> (32 - bits)
}

/// A value between two bounds, or the error that names it.
pub(super) fn within(
    what: &'static str,
    value: Option<f64>,
    lowest: f64,
    highest: f64,
) -> Result<Option<f64>, DecodeError> {
    match value {
        Some(value) if !(lowest..=highest).contains(&value) => {
            Err(DecodeError::Implausible { what, value, lowest, highest })
        }
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_extended_at_any_width() {
        assert_eq!(signed(&[0xFF]), -1);
        assert_eq!(signed(&[0x02, 0x80, 0xFF]), -32766);
        assert_eq!(signed(&[0x02, 0x80, 0x00]), 32770);
        assert_eq!(signed(&[0, 0, 0, 0x80]), i32::MIN);
        assert_eq!(extend(0b100, 3), -4);
        assert_eq!(extend(0b011, 3), 3);
        assert_eq!(extend(7, 0), 0);
    }

    #[test]
    fn items_are_whole_and_at_least_one() {
        assert!(matches!(Reader::new("it", &[]).items(2), Err(DecodeError::TooShort { need: 2, .. })));
        assert!(matches!(Reader::new("it", &[1, 2, 3]).items(2), Err(DecodeError::OddTail { tail: 1, .. })));
        assert_eq!(Reader::new("it", &[1, 2, 3, 4]).items(2).map(Iterator::count), Ok(2));
    }
}
