use super::super::{
    DecodeError,
    reader::{Reader, extend, signed},
};

/// Reads a delta-compressed frame of `N` channels: a reference sample, then blocks of a width in bits, a
/// count, and so many differences to the sample before, packed from the lowest bit up, channel after channel.
///
/// There are at most eight samples in a byte, whatever the counts claim: a width of no bits is refused.
pub(super) fn delta<const N: usize>(bytes: &[u8], resolution: usize) -> Result<Vec<[i32; N]>, DecodeError> {
    const WHAT: &str = "compressed PMD samples";
    let mut reader = Reader::new(WHAT, bytes);
    let width = resolution.div_ceil(8);
    let mut last = [0_i32; N];
    for (value, bytes) in last.iter_mut().zip(reader.take(N * width)?.chunks_exact(width)) {
        *value = signed(bytes);
    }
    let mut samples = vec![last];
    while !reader.is_empty() {
        let (bits, count) = (u32::from(reader.u8()?), usize::from(reader.u8()?));
        if !(1..=32).contains(&bits) {
            return Err(DecodeError::Implausible {
                what: "width of differences in bits",
                value: f64::from(bits),
                lowest: 1.0,
                highest: 32.0,
            });
        }
        let packed = reader.take((bits as usize * count * N).div_ceil(8))?;
        for sample in 0..count {
            for (channel, value) in last.iter_mut().enumerate() {
                let difference = extend(at(packed, (sample * N + channel) * bits as usize, bits), bits);
                *value = value.checked_add(difference).ok_or(DecodeError::Malformed {
                    what: WHAT,
                    why: "the differences add up to more than a sample can hold",
                })?;
            }
            samples.push(last);
        }
    }
    Ok(samples)
}

/// `bits` bits from bit `from` on, the lowest first. What lies beyond the end counts as 0.
fn at(packed: &[u8], from: usize, bits: u32) -> u32 {
    let bytes = packed.get(from / 8..).unwrap_or_default().iter().take(5);
    let window = bytes.rev().fold(0_u64, |window, &byte| window << 8 | u64::from(byte));
    (window >> (from % 8) & ((1 << bits) - 1)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_frames() {
        let bytes = [0xF1, 0xFF, 0x14, 0x00, 0xF0, 0x03, 0x06, 0x01, 0x7B, 0x0F, 0x08];
        assert_eq!(delta(&bytes, 16), Ok(vec![[-15, 20, 1008], [-20, 17, 1008]]));
        let bytes = [0xD0, 0xFF, 0x65, 0x01, 0xE4, 0x0F, 0x08, 0x02, 0xFC, 0x07, 0xFF, 0x0C, 0x13, 0xF2];
        assert_eq!(delta(&bytes, 16), Ok(vec![[-48, 357, 4068], [-52, 364, 4067], [-40, 383, 4053]]));
    }

    #[test]
    fn hostile_counts_are_refused_before_any_work() {
        let reference = [0; 6];
        for block in [&[0, 255][..], &[33, 1], &[8, 255, 0], &[32, 255], &[8]] {
            assert!(delta::<3>(&[&reference[..], block].concat(), 16).is_err(), "{block:?}");
        }
        assert!(delta::<3>(&reference[..5], 16).is_err());
        assert_eq!(delta::<3>(&reference, 16), Ok(vec![[0; 3]]));
    }

    #[test]
    fn sums_stay_within_a_sample() {
        let mut bytes = vec![0xFF, 0xFF, 0x7F];
        for _ in 0..2 {
            bytes.extend([32, 1, 0xFF, 0xFF, 0xFF, 0x7F]);
        }
        assert!(matches!(delta::<1>(&bytes, 24), Err(DecodeError::Malformed { .. })));
    }
}
