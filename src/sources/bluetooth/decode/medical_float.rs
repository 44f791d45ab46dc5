use super::super::{
    DecodeError,
    reader::{Reader, extend},
};

/// A number of 16 bits after IEEE 11073-20601: exponent of ten in the upper 4 bits, mantissa in the lower
/// 12, both signed. `None` for not-a-number, not-at-this-resolution, the infinities and the reserved code.
pub(super) fn sfloat(reader: &mut Reader<'_>) -> Result<Option<f64>, DecodeError> {
    let raw = u32::from(reader.u16()?);
    // The specials are told by the mantissa at exponent 0, so on the raw bits.
    Ok((!(0x07FE..=0x0802).contains(&raw)).then(|| scaled(extend(raw & 0xFFF, 12), extend(raw >> 12, 4))))
}

/// A number of 32 bits after IEEE 11073-20601: exponent of ten in the upper 8 bits, mantissa in the lower 24.
pub(super) fn float(reader: &mut Reader<'_>) -> Result<Option<f64>, DecodeError> {
    let raw = reader.u32()?;
    Ok((!(0x007F_FFFE..=0x0080_0002).contains(&raw))
        .then(|| scaled(extend(raw & 0xFF_FFFF, 24), extend(raw >> 24, 8))))
}

/// Divides by a power of ten rather than multiply by its inexact inverse, so that 366e-1 is 36.6.
fn scaled(mantissa: i32, exponent: i32) -> f64 {
    if exponent < 0 {
        f64::from(mantissa) / 10_f64.powi(-exponent)
    } else {
        f64::from(mantissa) * 10_f64.powi(exponent)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn short(bytes: [u8; 2]) -> Option<f64> {
        sfloat(&mut Reader::new("a number", &bytes)).unwrap()
    }

    fn long(bytes: [u8; 4]) -> Option<f64> {
        float(&mut Reader::new("a number", &bytes)).unwrap()
    }

    #[test]
    fn numbers_are_the_decimals_they_stand_for() {
        assert_eq!(short([0x62, 0x00]), Some(98.0));
        assert_eq!(short([0xCF, 0xF3]), Some(97.5));
        assert_eq!(short([0x78, 0x00]), Some(120.0));
        assert_eq!(short([0xFF, 0x7F]), Some(-1e7));
        assert_eq!(long([0x6E, 0x01, 0x00, 0xFF]), Some(36.6));
        assert_eq!(long([0x8D, 0x0E, 0x00, 0xFE]), Some(37.25));
        assert_eq!(long([0xFF, 0xFF, 0xFF, 0x00]), Some(-1.0));
    }

    #[test]
    fn specials_are_no_numbers_and_their_neighbours_are() {
        for raw in 0x07FE_u16..=0x0802 {
            assert_eq!(short(raw.to_le_bytes()), None);
        }
        assert_eq!(short(0x07FD_u16.to_le_bytes()), Some(2045.0));
        assert_eq!(short(0x0803_u16.to_le_bytes()), Some(-2045.0));
        for raw in 0x007F_FFFE_u32..=0x0080_0002 {
            assert_eq!(long(raw.to_le_bytes()), None);
        }
        assert_eq!(long(0x007F_FFFD_u32.to_le_bytes()), Some(8_388_605.0));
    }

    #[test]
    fn every_number_is_finite() {
        for raw in 0..=u16::MAX {
            assert!(short(raw.to_le_bytes()).is_none_or(f64::is_finite));
        }
        for exponent in 0..=u8::MAX {
            assert!(long([0xFF, 0xFF, 0x7F, exponent]).is_none_or(f64::is_finite));
            assert!(long([0x00, 0x00, 0x80, exponent]).is_none_or(f64::is_finite));
        }
    }
}
