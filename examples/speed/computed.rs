use std::{fs, sync::OnceLock, time::Instant};

/// Seconds that this thread has computed: what others do on the machine does not count. Where the system
/// does not tell, seconds of the clock.
pub fn computed() -> f64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let nanos = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok()));
    nanos.map_or_else(|| BEGUN.get_or_init(Instant::now).elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}
