//! What a cuff around the arm feels of the artery under it.
//!
//! Forward model of Babbs 2012 (`BioMed` Eng `OnLine` 11:56): the artery's volume follows its transmural
//! pressure (artery minus cuff) through a compliance that is largest at zero and falls off
//! exponentially on both sides; the volume's pulsation, over the stiffness of the cuff's air, is the
//! oscillation.

/// Fall of compliance under a collapsing cuff, per mmHg.
///
/// With [`STRETCH`] chosen so that the envelope peaks near mean pressure (at 0.6 DIA + 0.4 SYS) and
/// is 0.54 of its top at SYS and 0.74 at DIA for 120/80 mmHg: inside the ratios that fixed-ratio
/// oscillometry uses (0.5-0.55 and 0.7-0.82).
const COLLAPSE: f64 = 0.075;
/// Fall of compliance of a stretched artery, per mmHg.
const STRETCH: f64 = 0.05;
/// Oscillation per mmHg of arterial pressure where the artery is softest; gives about 2 mmHg at the
/// top of the envelope for a pulse pressure of 40 mmHg.
const COUPLING: f64 = 0.095;

/// Volume of the artery, in mmHg of a cuff coupled to it fully: the integral of the compliance from zero.
fn volume(transmural: f64) -> f64 {
    if transmural < 0.0 {
        ((COLLAPSE * transmural).exp() - 1.0) / COLLAPSE
    } else {
        (1.0 - (-STRETCH * transmural).exp()) / STRETCH
    }
}

/// The oscillation in mmHg when the artery is at `pressure`, against the artery at `diastolic`, under
/// a cuff of `cuff` mmHg. Zero in an empty cuff, which touches nothing.
pub(super) fn oscillation(pressure: f64, diastolic: f64, cuff: f64) -> f64 {
    // A cuff below venous pressure lies too loosely to feel much; contact grows up to 20 mmHg.
    let contact = (cuff / 20.0).clamp(0.0, 1.0);
    COUPLING * contact * (volume(pressure - cuff) - volume(diastolic - cuff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_peaks_near_mean_pressure_with_the_usual_ratios() {
        let height = |cuff: f64| oscillation(120.0, 80.0, cuff);
        let top = (40..180).map(f64::from).max_by(|a, b| height(*a).total_cmp(&height(*b)));
        assert_eq!(top, Some(96.0));
        let ratio = |cuff| height(cuff) / height(96.0);
        assert!((0.5..0.56).contains(&ratio(120.0)), "{}", ratio(120.0));
        assert!((0.70..0.82).contains(&ratio(80.0)), "{}", ratio(80.0));
        assert!((1.0..4.0).contains(&height(96.0)));
        assert!(height(0.0).abs() <= 0.0 && height(250.0) < 0.01);
    }
}
