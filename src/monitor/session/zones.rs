/// How hard the heart works. The five zones and their names are those of Polar's sport zones; each is ten per
/// cent wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// 50 to 60 %.
    VeryLight,
    /// 60 to 70 %.
    Light,
    /// 70 to 80 %.
    Moderate,
    /// 80 to 90 %.
    Hard,
    /// 90 % and more.
    Maximum,
}

impl Zone {
    /// Every zone, lightest first.
    pub const ALL: [Self; 5] = [Self::VeryLight, Self::Light, Self::Moderate, Self::Hard, Self::Maximum];

    /// Its number, 1 to 5.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Its name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLight => "Very light",
            Self::Light => "Light",
            Self::Moderate => "Moderate",
            Self::Hard => "Hard",
            Self::Maximum => "Maximum",
        }
    }
}

/// Where the zones of one person begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zones {
    /// Where each begins, /min.
    begins: [f64; 5],
    maximum: f64,
}

impl Zones {
    /// Zones between `floor` and `maximum`, /min: with a floor of zero, parts of the maximum; with the resting
    /// rate as floor, of the reserve (M. J. Karvonen et al., Ann Med Exp Biol Fenn 35:307, 1957).
    pub(super) fn between(floor: f64, maximum: f64) -> Self {
        let begins = [0.5, 0.6, 0.7, 0.8, 0.9].map(|part| floor + part * (maximum - floor));
        Self { begins, maximum }
    }

    /// The zone of a heart rate; `None` below the first, or for `NaN`. Above the maximum it is the last.
    pub fn of(&self, rate: f64) -> Option<Zone> {
        Zone::ALL.into_iter().zip(self.begins).rev().find(|(_, begin)| rate >= *begin).map(|(zone, _)| zone)
    }

    /// Where a zone begins and ends, /min.
    pub fn range(&self, zone: Zone) -> (f64, f64) {
        let place = zone as usize;
        (self.begins[place], self.begins.get(place + 1).copied().unwrap_or(self.maximum))
    }

    /// The heart rate that counts as 100 %.
    pub const fn maximum(&self) -> f64 {
        self.maximum
    }
}
