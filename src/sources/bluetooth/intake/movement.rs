/// How much a device moves, from its accelerometer: what is left of each axis when its slow part (gravity,
/// posture) is taken away, as the root mean square over a second.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Movement {
    slow: Option<[f64; 3]>,
    sum: f64,
    count: u32,
}

impl Movement {
    /// The slow part follows within about a second: this project's choice.
    const FOLLOW_SECS: f64 = 1.0;

    /// Takes in one sample in mg, taken at `hz`; once a second what moved, in mg.
    pub(super) fn step(&mut self, sample: [f64; 3], hz: f64) -> Option<f64> {
        let slow = self.slow.get_or_insert(sample);
        let share = 1.0 / (Self::FOLLOW_SECS * hz).max(1.0);
        for (slow, now) in slow.iter_mut().zip(sample) {
            *slow += share * (now - *slow);
            self.sum += (now - *slow).powi(2);
        }
        self.count += 1;
        (f64::from(self.count) >= hz).then(|| {
            let moved = (self.sum / f64::from(self.count)).sqrt();
            (self.sum, self.count) = (0.0, 0);
            moved
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(mut at: impl FnMut(f64) -> [f64; 3]) -> Vec<f64> {
        let mut movement = Movement::default();
        (0..500).filter_map(|n| movement.step(at(f64::from(n) / 50.0), 50.0)).collect()
    }

    #[test]
    fn rest_in_any_posture_is_no_movement_and_shaking_is() {
        let rest = seconds(|_| [600.0, -800.0, 10.0]);
        assert_eq!(rest.len(), 10);
        assert!(rest.iter().all(|moved| *moved < 1e-6));
        let shaken = seconds(|t| [1000.0 + 200.0 * (t * 12.0).sin(), 0.0, 0.0]);
        assert!((shaken[9] - 141.0).abs() < 10.0, "{shaken:?}");
    }
}
