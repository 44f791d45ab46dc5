use super::SoundCategory;

const C4: f64 = 261.6;
const D4: f64 = 293.7;
const E4: f64 = 329.6;
const F4: f64 = 349.2;
const F_SHARP_4: f64 = 370.0;
const G4: f64 = 392.0;
const A4: f64 = 440.0;
const B4: f64 = 493.9;
const C5: f64 = 523.3;

/// The five notes of a category, in hertz (IEC 60601-1-8:2006 annex F, as the University of Sydney's page
/// on alarms gives them after Block). A high burst plays them twice, a medium one the first three.
pub const fn melody(category: SoundCategory) -> [f64; 5] {
    match category {
        SoundCategory::General => [C4; 5],
        SoundCategory::Cardiovascular => [C4, E4, G4, G4, C5],
        SoundCategory::Perfusion => [C4, F_SHARP_4, C4, C4, F_SHARP_4],
        SoundCategory::Ventilation => [C4, A4, F4, A4, F4],
        SoundCategory::Oxygen => [C5, B4, A4, G4, F4],
        SoundCategory::Temperature => [C4, D4, E4, F4, G4],
        SoundCategory::Drug => [C5, D4, G4, C5, D4],
        SoundCategory::Equipment => [C5, C4, C4, C5, C4],
    }
}

/// The two notes of every low burst, in hertz.
pub const LOW: [f64; 2] = [E4, C4];
