use crate::model::Span;

/// The most tries. With the pauses below they last about as long as [`OLDEST`].
pub const MOST_ATTEMPTS: u32 = 20;

/// The age at which a delivery is given up: 15 minutes, this project's choice. Older news mislead.
pub const OLDEST: Span = Span::from_millis(15 * 60 * 1_000);

/// The longest pause between tries.
pub const LONGEST_PAUSE: Span = Span::from_millis(60_000);

/// How long to wait after the `attempt`th try failed: 1, 2, 4 … 60 s, and up to a quarter more or less, so that many
/// pages that lost the same receiver do not come back to it all at once. `seed` decides how much: the same seed and
/// attempt give the same pause.
pub fn pause_after(attempt: u32, seed: u64) -> Span {
    let plain = (1_i64 << attempt.saturating_sub(1).min(6)) * 1_000;
    // SplitMix64 (Steele, Lea, Flood 2014): good bits from a counter, no state.
    let mut bits = seed.wrapping_add(u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    let part = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    Span::from_millis(plain).scaled(0.75 + part / 2.0).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_spread_out_and_repeat_for_a_seed() {
        for seed in 0..200 {
            let mut whole = Span::ZERO;
            for attempt in 1..MOST_ATTEMPTS {
                let pause = pause_after(attempt, seed);
                assert_eq!(pause, pause_after(attempt, seed));
                let plain = f64::from(1_u32 << (attempt - 1).min(6));
                assert!((plain * 0.75..=plain * 1.25).contains(&pause.secs()) || pause == LONGEST_PAUSE);
                assert!(pause <= LONGEST_PAUSE);
                whole = whole + pause;
            }
            assert!(whole > Span::from_secs(600.0), "{whole}: the count must not end it long before its age");
        }
        let firsts: std::collections::BTreeSet<_> = (0..100).map(|seed| pause_after(1, seed)).collect();
        assert!(firsts.len() > 95, "pauses are spread");
    }
}
