/// How the samples of a signal file are stored, see `signal(5)` of the WFDB Applications Guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalFormat {
    /// 16 bits, two's complement, low byte first.
    F16,
    /// 24 bits, two's complement, low byte first.
    F24,
    /// 32 bits, two's complement, low byte first.
    F32,
    /// 16 bits, two's complement, high byte first.
    F61,
    /// 8 bits, offset by 128.
    F80,
    /// 16 bits, offset by 32768, low byte first.
    F160,
    /// Two 12-bit samples in three bytes.
    F212,
    /// Three 10-bit samples in four bytes, the third in the upper ends of both words.
    F310,
    /// Three 10-bit samples in four bytes, one after the other.
    F311,
}

impl SignalFormat {
    /// Every format that is read.
    pub const ALL: [Self; 9] = [
        Self::F16,
        Self::F24,
        Self::F32,
        Self::F61,
        Self::F80,
        Self::F160,
        Self::F212,
        Self::F310,
        Self::F311,
    ];

    /// The format with this number in a header, if it is read.
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// Its number in a header.
    pub const fn code(self) -> u32 {
        match self {
            Self::F16 => 16,
            Self::F24 => 24,
            Self::F32 => 32,
            Self::F61 => 61,
            Self::F80 => 80,
            Self::F160 => 160,
            Self::F212 => 212,
            Self::F310 => 310,
            Self::F311 => 311,
        }
    }

    /// Samples and bytes of the smallest stretch that begins and ends with a whole byte.
    pub const fn block(self) -> (u64, u64) {
        match self {
            Self::F80 => (1, 1),
            Self::F16 | Self::F61 | Self::F160 => (1, 2),
            Self::F24 => (1, 3),
            Self::F32 => (1, 4),
            Self::F212 => (2, 3),
            Self::F310 | Self::F311 => (3, 4),
        }
    }

    /// The bytes needed to read the first `samples` samples of a file; a last block need not be
    /// whole. `None` when that is more than can be counted.
    pub fn bytes_for(self, samples: u64) -> Option<u64> {
        let (per_block, block_bytes) = self.block();
        let rest = match (self, samples % per_block) {
            (_, 0) => 0,
            (Self::F310, 2) => 4,
            (Self::F311, 2) => 3,
            _ => 2,
        };
        (samples / per_block).checked_mul(block_bytes)?.checked_add(rest)
    }

    /// How many samples can be read from a file of `bytes` bytes.
    pub fn samples_in(self, bytes: u64) -> u64 {
        let (per_block, block_bytes) = self.block();
        let whole = (bytes / block_bytes).saturating_mul(per_block);
        (1..per_block)
            .rev()
            .map(|more| whole.saturating_add(more))
            .find(|&samples| self.bytes_for(samples).is_some_and(|needed| needed <= bytes))
            .unwrap_or(whole)
    }

    /// The value that means "no valid sample here": the lowest one, which the format sets aside.
    pub const fn invalid(self) -> i32 {
        match self {
            Self::F80 => -128,
            Self::F310 | Self::F311 => -512,
            Self::F212 => -2048,
            Self::F16 | Self::F61 | Self::F160 => -32768,
            Self::F24 => -8_388_608,
            Self::F32 => i32::MIN,
        }
    }

    /// Sample `index` of `bytes`, which begin with a block; `None` beyond their end.
    pub fn sample(self, bytes: &[u8], index: usize) -> Option<i32> {
        let (per_block, block_bytes) = self.block();
        let (per_block, block_bytes) = (per_block as usize, block_bytes as usize);
        let block = bytes.get((index / per_block).checked_mul(block_bytes)?..)?;
        let byte = |at: usize| block.get(at).map(|&byte| i32::from(byte));
        let word = |at: usize| Some(byte(at)? | byte(at + 1)? << 8);
        Some(match (self, index % per_block) {
            (Self::F80, _) => byte(0)? - 128,
            (Self::F16, _) => signed(word(0)?, 16),
            (Self::F61, _) => signed(byte(0)? << 8 | byte(1)?, 16),
            (Self::F160, _) => word(0)? - 32768,
            (Self::F24, _) => signed(word(0)? | byte(2)? << 16, 24),
            (Self::F32, _) => word(0)? | word(2)? << 16,
            (Self::F212, 0) => signed(word(0)? & 0xfff, 12),
            (Self::F212, _) => signed(byte(2)? | (byte(1)? & 0xf0) << 4, 12),
            (Self::F310, 0) => signed(word(0)? >> 1 & 0x3ff, 10),
            (Self::F310, 1) => signed(word(2)? >> 1 & 0x3ff, 10),
            (Self::F310, _) => signed(word(0)? >> 11 | word(2)? >> 11 << 5, 10),
            (Self::F311, 0) => signed(word(0)? & 0x3ff, 10),
            (Self::F311, 1) => signed(word(1)? >> 2 & 0x3ff, 10),
            (Self::F311, _) => signed(word(2)? >> 4 & 0x3ff, 10),
        })
    }
}

/// The two's complement value of the low `bits` bits.
const fn signed(value: i32, bits: u32) -> i32 {
    let unused = 32 - bits;
    value << unused >> unused
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_samples_share_the_middle_byte_of_format_212() {
        // signal(5): the first sample's upper 4 bits are the low nibble, the second's the high one.
        let bytes = [0xe3, 0x33, 0xf3, 0x00, 0x08];
        let format = SignalFormat::F212;
        assert_eq!(format.sample(&bytes, 0), Some(0x3e3));
        assert_eq!(format.sample(&bytes, 1), Some(0x3f3));
        assert_eq!(format.sample(&bytes, 2), Some(format.invalid()));
        assert_eq!(format.sample(&bytes, 3), None);
    }

    #[test]
    fn each_format_reads_its_lowest_and_its_last_value() {
        let cases: [(SignalFormat, &[u8], i32); 6] = [
            (SignalFormat::F16, &[0x00, 0x80], -32768),
            (SignalFormat::F61, &[0x80, 0x00], -32768),
            (SignalFormat::F160, &[0x00, 0x00], -32768),
            (SignalFormat::F24, &[0x00, 0x00, 0x80], -8_388_608),
            (SignalFormat::F32, &[0x00, 0x00, 0x00, 0x80], i32::MIN),
            (SignalFormat::F80, &[0x00], -128),
        ];
        for (format, lowest, value) in cases {
            assert_eq!(format.sample(lowest, 0), Some(value), "{format:?}");
            assert_eq!(format.invalid(), value, "{format:?}");
            let ones = vec![0xff; lowest.len()];
            let all_ones = match format {
                SignalFormat::F80 => 127,
                SignalFormat::F160 => 32767,
                _ => -1,
            };
            assert_eq!(format.sample(&ones, 0), Some(all_ones), "{format:?}");
        }
    }

    proptest! {
        #[test]
        fn as_many_samples_can_be_read_as_are_counted(
            bytes in prop::collection::vec(any::<u8>(), 0..40),
            which in 0..SignalFormat::ALL.len(),
        ) {
            let format = SignalFormat::ALL[which];
            let count = format.samples_in(bytes.len() as u64);
            for index in 0..count as usize {
                let sample = format.sample(&bytes, index);
                prop_assert!(sample.is_some_and(|value| value >= format.invalid()), "{:?} {}", format, index);
            }
            prop_assert_eq!(format.sample(&bytes, count as usize), None);
            prop_assert!(format.bytes_for(count).is_some_and(|needed| needed <= bytes.len() as u64));
        }

        #[test]
        fn counting_never_overflows(samples: u64, which in 0..SignalFormat::ALL.len()) {
            let format = SignalFormat::ALL[which];
            if let Some(bytes) = format.bytes_for(samples) {
                prop_assert!(format.samples_in(bytes) >= samples);
            }
            let _ = format.samples_in(samples);
        }
    }
}
