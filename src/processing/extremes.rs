/// The least and the most of `samples`, finite ones; those of none are the other way round.
#[inline]
pub(super) fn extremes(samples: &[f32]) -> (f32, f32) {
    // Several side by side, and no word about what is no number: that is what processors do at once.
    let less = |a: f32, b: f32| if a < b { a } else { b };
    let more = |a: f32, b: f32| if a > b { a } else { b };
    let (mut least, mut most) = ([f32::MAX; ABREAST], [f32::MIN; ABREAST]);
    let mut parts = samples.chunks_exact(ABREAST);
    for part in &mut parts {
        for n in 0..ABREAST {
            (least[n], most[n]) = (less(part[n], least[n]), more(part[n], most[n]));
        }
    }
    let rest = parts.remainder().iter();
    let (least, most) = (least.iter().chain(rest.clone()), most.iter().chain(rest));
    (least.fold(f32::MAX, |a, &b| less(b, a)), most.fold(f32::MIN, |a, &b| more(b, a)))
}

/// Samples that are looked at side by side.
const ABREAST: usize = 8;
