/// How a value maps to a height: `low` at the bottom, `high` at the top, held within both.
///
/// A value beyond the range stands on its edge, as on a real monitor, so one strip never writes into
/// the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    bottom: f64,
    top: f64,
    low: f64,
    per_unit: f64,
}

impl Scale {
    /// `low` at `bottom` and `high` at `top`, both in pixels from the upper edge.
    ///
    /// `None` unless `low` is below `high` and everything is finite.
    pub fn new(low: f64, high: f64, top: f64, bottom: f64) -> Option<Self> {
        let sound = low < high && [low, high, top, bottom].iter().all(|value| value.is_finite());
        sound.then(|| Self { bottom, top, low, per_unit: (bottom - top) / (high - low) })
    }

    /// Pixels from the upper edge at which `value` stands; `NaN` for `NaN`.
    pub fn y(self, value: f64) -> f64 {
        (self.bottom - (value - self.low) * self.per_unit).clamp(self.top, self.bottom)
    }

    /// Pixels per unit.
    pub const fn per_unit(self) -> f64 {
        self.per_unit
    }

    /// The uppermost and lowermost pixel.
    pub const fn edges(self) -> (f64, f64) {
        (self.top, self.bottom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_between_the_edges() {
        let scale = Scale::new(-1.0, 3.0, 10.0, 90.0).unwrap();
        assert_eq!((scale.y(-1.0), scale.y(3.0), scale.y(1.0)), (90.0, 10.0, 50.0));
        assert_eq!((scale.y(-50.0), scale.y(f64::INFINITY)), (90.0, 10.0));
        assert!(scale.y(f64::NAN).is_nan());
        assert_eq!(scale.per_unit(), 20.0);
    }

    #[test]
    fn an_empty_range_is_refused() {
        assert_eq!(Scale::new(1.0, 1.0, 0.0, 10.0), None);
        assert_eq!(Scale::new(0.0, f64::NAN, 0.0, 10.0), None);
    }
}
