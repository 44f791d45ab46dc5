/// Whether a battery counts as low: from 20 % down, until it is above 25 % again, so that a charge about
/// the line does not ring again and again.
///
/// This project's choice; bedside monitors tell of a wireless sensor's battery at about this charge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatteryWatch {
    low: bool,
}

impl BatteryWatch {
    /// At this charge it is low, per cent.
    pub const LOW: f64 = 20.0;
    /// Above this charge it is low no more, per cent.
    pub const WELL: f64 = 25.0;

    /// Takes in a charge, in per cent; whether it is low from now on. A charge that is no number changes
    /// nothing.
    pub fn hear(&mut self, percent: f64) -> bool {
        if percent <= Self::LOW {
            self.low = true;
        } else if percent > Self::WELL {
            self.low = false;
        }
        self.low
    }

    /// It is being charged: not low, whatever it holds.
    pub const fn charging(&mut self) {
        self.low = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_low_from_twenty_until_above_twenty_five() {
        let mut watch = BatteryWatch::default();
        let heard = [100.0, 21.0, 20.0, 22.0, 25.0, f64::NAN, 26.0, 21.0].map(|percent| watch.hear(percent));
        assert_eq!(heard, [false, false, true, true, true, true, false, false]);
        watch.hear(5.0);
        watch.charging();
        assert!(!watch.hear(22.0));
    }
}
