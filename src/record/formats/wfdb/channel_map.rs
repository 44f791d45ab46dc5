use std::sync::Arc;

use super::header::SignalLine;
use crate::model::{Channel, Rate};

/// Slowest waveform, in samples per second. Slower signals are numbers of a monitor that were
/// written as signals (`HR`, `SpO2` and `RESP` at 1 Hz or once a minute).
const SLOWEST_HZ: f64 = 10.0;

/// A signal of the record that has a place on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownSignal {
    /// Its number in the header, from 0.
    pub signal: usize,
    /// The channel it is shown on.
    pub channel: Channel,
    /// Its name in the header.
    pub label: Arc<str>,
    /// Its samples per second.
    pub rate: Rate,
    /// Samples in each frame.
    pub samples_per_frame: usize,
    /// Whether the header gives its gain; if not, 200 ADC units per millivolt are assumed.
    pub calibrated: bool,
    /// What its physical unit is multiplied by to give the channel's.
    pub(super) scale: f64,
}

/// What a signal is, as far as this monitor cares.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Ecg,
    Pleth,
    Resp,
    Arterial,
}

/// Finds the signals that can be shown, each channel at most once.
///
/// The first ECG is signal 0 if that is one, or else lead II, or else the first that there is; the
/// second ECG is the next in the header's order. The channels come in the order of the screen.
pub(super) fn shown(signals: &[SignalLine], frame_rate: Rate) -> Vec<ShownSignal> {
    let candidates: Vec<(Kind, ShownSignal)> = (0..)
        .zip(signals)
        .filter_map(|(number, line)| {
            let rate = Rate::new(frame_rate.hz() * line.samples_per_frame as f64)?;
            let (kind, scale) = kind_of(line).filter(|_| rate.hz() >= SLOWEST_HZ)?;
            let label = match line.description.as_str() {
                "" => format!("signal {number}").into(),
                name => name.into(),
            };
            let (samples_per_frame, calibrated) = (line.samples_per_frame, line.calibrated);
            // The channel of a kind's first signal; a second ECG gets its own below.
            let channel = match kind {
                Kind::Ecg => Channel::Ecg,
                Kind::Pleth => Channel::Pleth,
                Kind::Resp => Channel::Resp,
                Kind::Arterial => Channel::Arterial,
            };
            let shown =
                ShownSignal { signal: number, channel, label, rate, samples_per_frame, calibrated, scale };
            Some((kind, shown))
        })
        .collect();
    let of = |kind: Kind| candidates.iter().filter(move |(k, _)| *k == kind).map(|(_, shown)| shown);
    let first_ecg = of(Kind::Ecg)
        .find(|ecg| ecg.signal == 0)
        .or_else(|| of(Kind::Ecg).find(|ecg| is_lead_two(&ecg.label)))
        .or_else(|| of(Kind::Ecg).next());
    let second_ecg = of(Kind::Ecg)
        .find(|ecg| first_ecg.is_some_and(|first| first.signal != ecg.signal))
        .map(|ecg| ShownSignal { channel: Channel::EcgSecond, ..ecg.clone() });
    let once = [Kind::Pleth, Kind::Arterial, Kind::Resp].map(|kind| of(kind).next().cloned());
    [first_ecg.cloned(), second_ecg].into_iter().chain(once).flatten().collect()
}

/// The kind of a signal and the factor to its channel's unit.
fn kind_of(line: &SignalLine) -> Option<(Kind, f64)> {
    let words = words(&line.description);
    let any = |test: &dyn Fn(&str) -> bool| words.iter().any(|word| test(word));
    let millivolts = match line.unit.as_deref() {
        None => Some(1.0),
        Some(unit) => match unit.to_lowercase().as_str() {
            "mv" => Some(1.0),
            // Micro sign, Greek mu and plain u.
            "uv" | "\u{b5}v" | "\u{3bc}v" => Some(1e-3),
            "nv" => Some(1e-6),
            "v" => Some(1e3),
            _ => None,
        },
    };
    // 1 kPa is 7.50062 mmHg (BIPM: 1 mmHg = 133.322 Pa).
    let pressure = line.unit.as_deref().and_then(|unit| match unit.to_lowercase().as_str() {
        "mmhg" => Some(1.0),
        "kpa" => Some(1_000.0 / 133.322),
        _ => None,
    });
    if any(&|word| word.starts_with("PLETH") || word.starts_with("PPG")) {
        return Some((Kind::Pleth, 1.0));
    }
    if any(&|word| word.starts_with("RESP") || word == "IMP" || word == "IMPEDANCE") {
        return Some((Kind::Resp, 1.0));
    }
    if let Some(scale) = pressure {
        return any(&is_arterial).then_some((Kind::Arterial, scale));
    }
    let scale = millivolts?;
    if any(&is_lead) {
        return Some((Kind::Ecg, scale));
    }
    // A name that says nothing (`signal 0`, `col 1`) with the ECG's own unit is taken for an ECG;
    // in microvolts it would as likely be an EEG.
    let silent = !any(&is_something_else) && !any(&is_arterial);
    (silent && scale.to_bits() == 1.0_f64.to_bits()).then_some((Kind::Ecg, scale))
}

/// The words of a description in capitals: `ECG lead II` is `ECG`, `LEAD`, `II`.
fn words(description: &str) -> Vec<String> {
    description
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_uppercase)
        .collect()
}

fn is_lead(word: &str) -> bool {
    const LEADS: [&str; 14] =
        ["I", "II", "III", "AVR", "AVL", "AVF", "V", "MLI", "MLII", "MLIII", "EKG", "LEAD", "MCL", "D3"];
    let numbered = |prefix: &str| {
        word.strip_prefix(prefix).is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    LEADS.contains(&word)
        || word.starts_with("ECG")
        || ["V", "MV", "MCL", "CM", "CC", "ML"].iter().any(|p| numbered(p))
}

fn is_lead_two(label: &str) -> bool {
    words(label).iter().any(|word| word == "II" || word == "MLII")
}

fn is_arterial(word: &str) -> bool {
    const NAMES: [&str; 11] =
        ["ABP", "ART", "ARTERIAL", "BP", "IBP", "AOBP", "AOP", "FAP", "UAP", "FINAP", "FINAPRES"];
    NAMES.contains(&word.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

/// Signals that are often written in millivolts or without a unit, and are no ECG.
fn is_something_else(word: &str) -> bool {
    const NAMES: [&str; 22] = [
        "CO", "ETCO", "CVP", "PAP", "ICP", "RAP", "LAP", "EEG", "EMG", "EOG", "EDA", "GSR", "SPO", "SAO",
        "SO", "TEMP", "ACC", "FLOW", "PCG", "SCG", "SOUND", "MARKER",
    ];
    NAMES.contains(&word.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::signal_format::SignalFormat;
    use super::*;

    fn line(description: &str, unit: Option<&str>) -> SignalLine {
        SignalLine {
            file: "x.dat".to_owned(),
            format: SignalFormat::F16,
            samples_per_frame: 1,
            skew: 0,
            byte_offset: 0,
            gain: 200.0,
            calibrated: true,
            baseline: 0.0,
            unit: unit.map(str::to_owned),
            initial: None,
            checksum: None,
            description: description.to_owned(),
        }
    }

    fn map(signals: &[(&str, Option<&str>)]) -> Vec<(usize, Channel)> {
        let lines: Vec<_> = signals.iter().map(|(name, unit)| line(name, *unit)).collect();
        shown(&lines, Rate::constant(125.0)).into_iter().map(|shown| (shown.signal, shown.channel)).collect()
    }

    const MV: Option<&str> = Some("mV");
    const MMHG: Option<&str> = Some("mmHg");

    #[test]
    fn lead_two_comes_first_unless_the_record_begins_with_an_ecg() {
        let icu = [("RESP", Some("pm")), ("PLETH", Some("NU")), ("V", MV), ("AVR", MV), ("II", MV)];
        assert_eq!(
            map(&icu),
            [(4, Channel::Ecg), (2, Channel::EcgSecond), (1, Channel::Pleth), (0, Channel::Resp)]
        );
        assert_eq!(map(&[("V5", None), ("MLII", None)]), [(0, Channel::Ecg), (1, Channel::EcgSecond)]);
    }

    #[test]
    fn only_the_arterial_pressure_among_pressures_is_shown() {
        let theatre = [
            ("ECG lead II", MV),
            ("ART", MMHG),
            ("PAP", MMHG),
            ("CVP", MMHG),
            ("Resp. Imp.", None),
            ("CO2", None),
        ];
        assert_eq!(map(&theatre), [(0, Channel::Ecg), (1, Channel::Arterial), (4, Channel::Resp)]);
    }

    #[test]
    fn units_are_brought_to_the_channels_own() {
        let scale =
            |name, unit| shown(&[line(name, Some(unit))], Rate::constant(125.0)).pop().map(|s| s.scale);
        assert_eq!(scale("II", "uV"), Some(1e-3));
        assert_eq!(scale("II", "µV"), Some(1e-3));
        assert_eq!(scale("II", "V"), Some(1e3));
        assert!(scale("ABP", "kPa").is_some_and(|scale| (scale * 16.0 - 120.0).abs() < 0.1));
        assert_eq!(scale("Fp1", "uV"), None, "an EEG");
        assert_eq!(scale("ABP", "NU"), None, "an arterial pressure without a pressure's unit");
    }

    #[test]
    fn nameless_millivolts_are_an_ecg_and_slow_signals_are_numbers() {
        assert_eq!(map(&[("", None), ("EEG (C4-A1)", None)]), [(0, Channel::Ecg)]);
        let trend = [line("RESP", Some("pm")), line("II", MV)];
        assert!(shown(&trend, Rate::constant(1.0)).is_empty());
    }
}
