/// The least and the most of `samples`, whatever is no number left out; those of none are the other way round.
#[inline]
pub(super) fn extremes(samples: &[f32]) -> (f32, f32) {
    // Compared this way round they cost one instruction each, which `f32::min` and `max` do not.
    samples.iter().fold((f32::MAX, f32::MIN), |(least, most), &sample| {
        (if sample < least { sample } else { least }, if sample > most { sample } else { most })
    })
}
