use super::SoundCategory;
use crate::model::Span;

/// What a voice of an icon is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timbre {
    /// A pure tone.
    Tone,
    /// A tone with the harmonics of the pulses.
    Buzz,
    /// Noise around a frequency, as wide as that frequency.
    Noise,
}

/// One of the sounds that an auditory icon is built from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// What it is made of.
    pub timbre: Timbre,
    /// When it begins, from the start of the icon.
    pub start: Span,
    /// How long it can be heard.
    pub length: Span,
    /// Its frequency at first, in hertz.
    pub from_hz: f64,
    /// Its frequency at last; it glides there.
    pub to_hz: f64,
    /// Its amplitude at its loudest, relative to [`Burst::icon_gain`](super::Burst::icon_gain).
    pub gain: f64,
    /// Which share of its length it takes to grow to its loudest; it fades over the rest.
    pub attack: f64,
}

/// Times in milliseconds.
const fn voice(
    timbre: Timbre,
    (start, length): (i64, i64),
    (from_hz, to_hz): (f64, f64),
    gain: f64,
    attack: f64,
) -> Voice {
    let (start, length) = (Span::from_millis(start), Span::from_millis(length));
    Voice { timbre, start, length, from_hz, to_hz, gain, attack }
}

const fn thud(start: i64, length: i64, hz: f64, gain: f64) -> Voice {
    voice(Timbre::Tone, (start, length), (hz, hz * 0.65), gain, 0.12)
}

const fn bubble(start: i64, hz: f64) -> Voice {
    voice(Timbre::Tone, (start, 85), (hz, hz * 1.8), 0.6, 0.3)
}

const fn rattle(start: i64) -> Voice {
    voice(Timbre::Noise, (start, 75), (3_200.0, 2_500.0), 0.8, 0.1)
}

const fn blip(start: i64, hz: f64) -> Voice {
    voice(Timbre::Tone, (start, 120), (hz, hz), 0.6, 0.15)
}

/// Lub-dup, twice.
const HEARTBEAT: [Voice; 8] = [
    thud(0, 150, 190.0, 0.6),
    voice(Timbre::Noise, (0, 90), (420.0, 260.0), 0.4, 0.1),
    thud(310, 110, 270.0, 0.5),
    voice(Timbre::Noise, (310, 70), (620.0, 420.0), 0.3, 0.1),
    thud(900, 150, 190.0, 0.6),
    voice(Timbre::Noise, (900, 90), (420.0, 260.0), 0.4, 0.1),
    thud(1_210, 110, 270.0, 0.5),
    voice(Timbre::Noise, (1_210, 70), (620.0, 420.0), 0.3, 0.1),
];

/// A liquid that bubbles.
const BUBBLES: [Voice; 9] = [
    bubble(0, 420.0),
    bubble(130, 560.0),
    bubble(220, 380.0),
    bubble(370, 640.0),
    bubble(460, 470.0),
    bubble(610, 600.0),
    bubble(700, 400.0),
    bubble(860, 520.0),
    bubble(950, 680.0),
];

/// One breath in and out.
const BREATH: [Voice; 2] = [
    voice(Timbre::Noise, (0, 800), (700.0, 1_300.0), 0.9, 0.7),
    voice(Timbre::Noise, (900, 1_000), (1_100.0, 500.0), 0.8, 0.2),
];

/// The tone of an oximeter whose patient desaturates, unevenly.
const SATURATION: [Voice; 4] = [blip(0, 880.0), blip(330, 784.0), blip(600, 659.3), blip(960, 523.3)];

/// A kettle that begins to whistle.
const KETTLE: [Voice; 2] = [
    voice(Timbre::Tone, (0, 1_400), (900.0, 2_300.0), 0.5, 0.7),
    voice(Timbre::Noise, (0, 1_400), (1_800.0, 3_400.0), 0.4, 0.7),
];

/// A pill bottle, shaken twice.
const PILLS: [Voice; 8] =
    [rattle(0), rattle(90), rattle(180), rattle(270), rattle(520), rattle(610), rattle(700), rattle(790)];

/// A motor that starts and stops.
const MOTOR: [Voice; 2] = [
    voice(Timbre::Buzz, (0, 700), (60.0, 180.0), 0.7, 0.5),
    voice(Timbre::Buzz, (640, 900), (180.0, 45.0), 0.7, 0.07),
];

/// The icon of a category, made after what the authors of the 2020 icons say theirs are (Edworthy et al.
/// 2017, doi 10.1177/0018720817712004); the sounds themselves are this project's own. General has none: there
/// the pulses stand alone.
pub const fn icon(category: SoundCategory) -> &'static [Voice] {
    match category {
        SoundCategory::General => &[],
        SoundCategory::Cardiovascular => &HEARTBEAT,
        SoundCategory::Perfusion => &BUBBLES,
        SoundCategory::Ventilation => &BREATH,
        SoundCategory::Oxygen => &SATURATION,
        SoundCategory::Temperature => &KETTLE,
        SoundCategory::Drug => &PILLS,
        SoundCategory::Equipment => &MOTOR,
    }
}
