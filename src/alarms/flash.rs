use super::Priority;

/// How an alarm flashes until it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flash {
    /// Flashes per second; zero for a steady light.
    pub hz: f64,
    /// The share of each period for which it is lit, 0 to 1.
    pub duty: f64,
}

/// The flash of a priority, within IEC 60601-1-8's ranges: high 1.4 to 2.8 Hz, medium 0.4 to 0.8 Hz, both
/// lit for 20 to 60 % of the time; low is steady. 2 Hz stays under the three flashes a second
/// that WCAG 2.3.1 allows.
pub const fn flash(priority: Priority) -> Flash {
    match priority {
        Priority::High => Flash { hz: 2.0, duty: 0.5 },
        Priority::Medium => Flash { hz: 0.5, duty: 0.5 },
        Priority::Low => Flash { hz: 0.0, duty: 1.0 },
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn flashes_lie_in_the_standard_ranges() {
        let (high, medium, low) = (flash(Priority::High), flash(Priority::Medium), flash(Priority::Low));
        assert!((1.4..=2.8).contains(&high.hz) && (0.2..=0.6).contains(&high.duty));
        assert!((0.4..=0.8).contains(&medium.hz) && (0.2..=0.6).contains(&medium.duty));
        assert_eq!((low.hz, low.duty), (0.0, 1.0));
    }
}
