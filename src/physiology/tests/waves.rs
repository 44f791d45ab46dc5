use super::{at, settled, times};
use crate::{
    model::{Rate, Span, Time},
    physiology::{BeatKind, CALIBRATION_A, CALIBRATION_B, Light, Rhythm, Scenario, Targets, VirtualPatient},
};

const ECG: Rate = Rate::constant(500.0);
const LIGHT: Rate = Rate::constant(125.0);
const BREATH: Rate = Rate::constant(62.5);

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn the_mean_heart_rate_is_the_target() {
    for rhythm in [Rhythm::Sinus, Rhythm::FrequentPvcs, Rhythm::AtrialFibrillation] {
        for heart_rate in [40.0, 72.0, 150.0] {
            for seed in 0..4 {
                let mut patient = settled(seed, |targets| {
                    targets.heart_rate = heart_rate;
                    targets.rhythm = rhythm;
                });
                // An irregular rhythm needs longer for a mean.
                let until = if rhythm == Rhythm::Sinus { 120.0 } else { 590.0 };
                let beats = patient.truth(at(0.0), at(until)).beats;
                let (first, last) = (beats[0].0, beats[beats.len() - 1].0);
                let rate = 60.0 * (beats.len() - 1) as f64 / (last - first).secs();
                let allowed = if rhythm == Rhythm::Sinus { 0.02 } else { 0.04 };
                assert!((rate / heart_rate - 1.0).abs() < allowed, "{} {heart_rate}: {rate}", rhythm.name());
            }
        }
    }
}

#[test]
fn the_heart_varies_with_the_breath_as_at_rest() {
    let mut patient = VirtualPatient::new(3);
    let beats = patient.truth(at(0.0), at(300.0)).beats;
    let intervals: Vec<f64> = beats.windows(2).map(|pair| (pair[1].0 - pair[0].0).secs() * 1e3).collect();
    let centre = mean(&intervals);
    let sdnn = mean(&intervals.iter().map(|rr| (rr - centre).powi(2)).collect::<Vec<_>>()).sqrt();
    assert!((25.0..60.0).contains(&sdnn), "SDNN {sdnn} ms");
}

#[test]
fn r_peaks_stand_at_the_beats() {
    for seed in 0..5 {
        let mut patient = VirtualPatient::new(seed);
        for (beat, _) in patient.truth(at(1.0), at(60.0)).beats {
            let around: Vec<(Time, f32)> = (-100..100)
                .map(|offset| beat + Span::from_millis(offset))
                .map(|moment| (moment, patient.ecg(moment)))
                .collect();
            let (peak, height) = around.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            assert!((*peak - beat).secs().abs() <= 0.006, "peak {:?} for beat {beat:?}", *peak);
            assert!((0.85..1.55).contains(height), "R of {height} mV");
        }
    }
}

#[test]
fn each_pulse_rises_a_transit_time_after_its_beat() {
    let mut patient = VirtualPatient::new(8);
    let truth = patient.truth(at(1.0), at(60.0));
    for (beat, _) in &truth.beats[..truth.beats.len() - 1] {
        for (feet, low, high) in [(&truth.arm_feet, 0.13, 0.17), (&truth.finger_feet, 0.19, 0.26)] {
            let foot = feet.iter().find(|foot| **foot > *beat).unwrap();
            let transit = (*foot - *beat).secs();
            assert!((low..high).contains(&transit), "{transit}");
        }
        // The wave itself: lowest pressure at the foot.
        let lowest = (0..350)
            .map(|offset| *beat + Span::from_millis(offset))
            .min_by(|a, b| patient.arterial_pressure(*a).total_cmp(&patient.arterial_pressure(*b)));
        assert!((0.12..0.18).contains(&(lowest.unwrap() - *beat).secs()));
    }
}

/// Highest and lowest value of each pulse between its foot and the next.
fn extremes(feet: &[Time], mut value: impl FnMut(Time) -> f64) -> (Vec<f64>, Vec<f64>) {
    let mut tops = Vec::new();
    let mut bottoms = Vec::new();
    for pair in feet.windows(2) {
        let values: Vec<f64> = times(LIGHT, pair[0].secs(), pair[1].secs()).map(&mut value).collect();
        tops.push(values.iter().copied().fold(f64::MIN, f64::max));
        bottoms.push(values.iter().copied().fold(f64::MAX, f64::min));
    }
    (tops, bottoms)
}

#[test]
fn saturation_follows_from_the_two_lights() {
    for (spo2, heart_rate) in [(98.0, 72.0), (90.0, 55.0), (80.0, 130.0), (70.0, 90.0)] {
        for seed in 0..4 {
            let mut patient = settled(seed, |targets| {
                targets.spo2 = spo2;
                targets.heart_rate = heart_rate;
            });
            let feet = patient.truth(at(5.0), at(35.0)).finger_feet;
            let mut share = |pick: fn(Light) -> f32| {
                let (tops, bottoms) = extremes(&feet, |moment| f64::from(pick(patient.light(moment))));
                (mean(&tops) - mean(&bottoms)) / f64::midpoint(mean(&tops), mean(&bottoms))
            };
            let (infrared, red) = (share(|light| light.infrared), share(|light| light.red));
            let measured = CALIBRATION_A - CALIBRATION_B * red / infrared;
            assert!((measured - spo2).abs() < 1.0, "{measured} for {spo2}");
            assert!((0.01..0.05).contains(&infrared), "perfusion {infrared}");
        }
    }
}

#[test]
fn more_blood_means_less_light() {
    let mut patient = VirtualPatient::new(4);
    for foot in patient.truth(at(5.0), at(30.0)).finger_feet {
        let top = foot + Span::from_millis(180);
        assert!(patient.light(top).infrared < patient.light(foot).infrared - 0.01);
    }
}

#[test]
fn arterial_pressure_reaches_its_targets() {
    for (systolic, diastolic, heart_rate) in
        [(120.0, 76.0, 72.0), (78.0, 42.0, 126.0), (188.0, 108.0, 50.0), (110.0, 70.0, 180.0)]
    {
        let mut patient = settled(2, |targets| {
            targets.systolic = systolic;
            targets.diastolic = diastolic;
            targets.heart_rate = heart_rate;
        });
        let feet = patient.truth(at(2.0), at(62.0)).arm_feet;
        let (tops, bottoms) = extremes(&feet, |moment| f64::from(patient.arterial_pressure(moment)));
        let (high, low) = (mean(&tops), mean(&bottoms));
        assert!((high - systolic).abs() < 3.0, "SYS {high} for {systolic} at {heart_rate}");
        assert!((low - diastolic).abs() < 3.0, "DIA {low} for {diastolic} at {heart_rate}");
    }
}

#[test]
fn premature_beats_give_weaker_pulses_and_a_pause() {
    let mut patient = settled(6, |targets| targets.rhythm = Rhythm::FrequentPvcs);
    let truth = patient.truth(at(1.0), at(300.0));
    let premature: Vec<usize> =
        (1..truth.beats.len() - 2).filter(|index| truth.beats[*index].1 == BeatKind::Premature).collect();
    let share = premature.len() as f64 / truth.beats.len() as f64;
    assert!((0.06..0.22).contains(&share), "{share}");
    let height = |beat: Time, patient: &mut VirtualPatient| {
        let foot = *truth.arm_feet.iter().find(|foot| **foot > beat).unwrap();
        patient.arterial_pressure(foot + Span::from_millis(120)) - patient.arterial_pressure(foot)
    };
    for index in premature {
        let [before, early, after] = [index - 1, index, index + 1].map(|index| truth.beats[index].0);
        assert!((early - before).secs() < 0.7 * (after - early).secs());
        let (weak, usual) = (height(early, &mut patient), height(before, &mut patient));
        assert!(weak < 0.7 * usual, "{weak} against {usual}");
    }
}

#[test]
fn breaths_come_at_the_target_rate_and_stop_in_apnoea() {
    for resp_rate in [6.0, 15.0, 40.0] {
        let mut patient = settled(1, |targets| targets.resp_rate = resp_rate);
        let breaths = patient.truth(at(0.0), at(300.0)).breaths;
        let rate = 60.0 * (breaths.len() - 1) as f64 / (breaths[breaths.len() - 1] - breaths[0]).secs();
        assert!((rate / resp_rate - 1.0).abs() < 0.03, "{rate} for {resp_rate}");
        let values: Vec<f64> =
            times(BREATH, 0.0, 60.0).map(|moment| f64::from(patient.breath(moment))).collect();
        let top = values.iter().copied().fold(f64::MIN, f64::max);
        let bottom = values.iter().copied().fold(f64::MAX, f64::min);
        assert!((0.8..2.6).contains(&(top - bottom)), "swing {}", top - bottom);

        patient.set_targets(Targets { resp_rate: 0.0, ..Targets::default() }, at(300.0));
        let last = 300.0 + 1.2 * 60.0 / resp_rate;
        let still: Vec<f64> =
            times(BREATH, last, last + 20.0).map(|moment| f64::from(patient.breath(moment))).collect();
        let swing =
            still.iter().copied().fold(f64::MIN, f64::max) - still.iter().copied().fold(f64::MAX, f64::min);
        assert!(swing < 0.3, "swing in apnoea {swing}");
        assert!(patient.truth(at(last), at(last + 20.0)).breaths.is_empty());
    }
}

#[test]
fn the_cuff_oscillates_most_near_mean_pressure_and_fixed_ratios_find_the_ends() {
    for (systolic, diastolic) in [(120.0, 76.0), (95.0, 60.0), (150.0, 90.0), (80.0, 45.0)] {
        let mut patient = settled(9, |targets| {
            targets.systolic = systolic;
            targets.diastolic = diastolic;
        });
        let feet = patient.truth(at(1.0), at(20.0)).arm_feet;
        let envelope: Vec<(f64, f64)> = (30..220)
            .map(f64::from)
            .map(|cuff| {
                let (tops, bottoms) =
                    extremes(&feet, |moment| f64::from(patient.cuff_pulsation(moment, cuff as f32)));
                (cuff, mean(&tops) - mean(&bottoms))
            })
            .collect();
        let (centre, top) = *envelope.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let mean_pressure = diastolic + (systolic - diastolic) / 3.0;
        assert!((centre - mean_pressure).abs() < 7.0, "{centre} for {mean_pressure}");
        assert!((1.0..4.0).contains(&top), "{top}");
        let found_high = envelope.iter().rev().find(|(_, height)| *height > 0.53 * top).unwrap().0;
        let found_low = envelope.iter().find(|(_, height)| *height > 0.75 * top).unwrap().0;
        assert!((found_high - systolic).abs() < 5.0, "SYS {found_high} for {systolic}");
        assert!((found_low - diastolic).abs() < 5.0, "DIA {found_low} for {diastolic}");
    }
}

#[test]
fn without_a_working_heart_there_is_no_pulse() {
    for rhythm in [Rhythm::VentricularFibrillation, Rhythm::Asystole] {
        let mut patient = VirtualPatient::new(12);
        patient.set_targets(Targets { rhythm, ..Targets::default() }, at(10.0));
        assert!(patient.truth(at(12.0), at(100.0)).beats.is_empty());
        let values: Vec<f64> =
            times(LIGHT, 25.0, 60.0).map(|moment| f64::from(patient.light(moment).infrared)).collect();
        for second in values.windows(125) {
            let swing = second.iter().copied().fold(f64::MIN, f64::max)
                - second.iter().copied().fold(f64::MAX, f64::min);
            assert!(swing < 1e-3, "{} {swing}", rhythm.name());
        }
        assert!(patient.arterial_pressure(at(60.0)) < 30.0);
        let ecg: Vec<f64> = times(ECG, 15.0, 60.0).map(|moment| f64::from(patient.ecg(moment))).collect();
        let spread = |window: &[f64]| {
            window.iter().copied().fold(f64::MIN, f64::max) - window.iter().copied().fold(f64::MAX, f64::min)
        };
        let spreads: Vec<f64> = ecg.chunks(1_000).map(spread).collect();
        if rhythm == Rhythm::Asystole {
            assert!(spreads.iter().all(|spread| *spread < 0.25), "{spreads:?}");
        } else {
            assert!(spreads.iter().all(|spread| (0.3..2.5).contains(spread)), "{spreads:?}");
        }
        patient.set_targets(Targets::default(), at(100.0));
        let back = patient.truth(at(100.0), at(104.0)).beats;
        assert!(back.len() >= 3, "the heart starts again");
    }
}

#[test]
fn a_change_of_targets_comes_gradually() {
    let mut patient = VirtualPatient::new(3);
    patient.set_targets(
        Targets {
            heart_rate: 150.0,
            systolic: 80.0,
            diastolic: 50.0,
            temperature: 39.0,
            ..Targets::default()
        },
        at(60.0),
    );
    let rate = |patient: &mut VirtualPatient, from: f64, until: f64| {
        let beats = patient.truth(at(from), at(until)).beats;
        60.0 * (beats.len() - 1) as f64 / (beats[beats.len() - 1].0 - beats[0].0).secs()
    };
    assert!((rate(&mut patient, 30.0, 60.0) - 72.0).abs() < 4.0);
    assert!((100.0..140.0).contains(&rate(&mut patient, 63.0, 68.0)));
    assert!((rate(&mut patient, 85.0, 115.0) - 150.0).abs() < 4.0);
    let mut top = |from: f64| {
        times(LIGHT, from, from + 3.0)
            .map(|moment| patient.arterial_pressure(moment))
            .fold(f32::MIN, f32::max)
    };
    assert!(top(57.0) > 112.0 && (85.0..112.0).contains(&top(66.0)) && (top(110.0) - 80.0).abs() < 5.0);
    let mut warm = |secs| f64::from(patient.temperature(at(secs)));
    assert!((warm(59.0) - 37.0).abs() < 0.1 && (38.1..38.4).contains(&warm(120.0)) && warm(500.0) > 38.9);
}

#[test]
fn a_stable_adult_stays_inside_the_adult_limits() {
    use crate::model::{AgeBand, LimitSet, Vital};
    let limits = LimitSet::defaults(AgeBand::Adult);
    let targets = Scenario::StableAdult.targets();
    let mean_pressure = targets.diastolic + (targets.systolic - targets.diastolic) / 3.0;
    for (vital, value, margin) in [
        (Vital::HeartRate, targets.heart_rate, 10.0),
        (Vital::SpO2, targets.spo2, 2.0),
        (Vital::RespRate, targets.resp_rate, 4.0),
        (Vital::Systolic, targets.systolic, 15.0),
        (Vital::Diastolic, targets.diastolic, 10.0),
        (Vital::MeanPressure, mean_pressure, 15.0),
        (Vital::Temperature, targets.temperature, 0.5),
    ] {
        let range = limits.get(vital);
        assert!(range.low().is_none_or(|low| value - margin >= low), "{vital}");
        assert!(
            range.high().is_none_or(|high| value + margin >= value && value + margin <= high + 0.5),
            "{vital}"
        );
    }
}
