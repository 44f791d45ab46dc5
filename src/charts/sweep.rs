use std::ops::Range;

use crate::model::{Span, Time};

/// CSS pixels per millimetre of paper.
///
/// CSS defines 96 px per inch (CSS Values and Units 4, §6.2), so 25 mm/s is 94.5 px/s.
pub const CSS_PX_PER_MM: f64 = 96.0 / 25.4;

/// How time maps to device pixels on a strip that is written over and over from left to right.
///
/// Columns are counted without end from time zero of the bed's clock, so strips of one width and
/// speed always have their pens at the same place. Page `n` holds the columns
/// `n * width .. (n + 1) * width`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sweep {
    width: u32,
    px_per_s: f64,
}

/// A stretch of columns that lies within one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The columns, counted from time zero.
    pub columns: Range<i64>,
    /// The column that stands at the left edge of the strip on this page.
    pub left: i64,
}

impl Sweep {
    /// A strip of `width` device pixels (at least one) written at `px_per_s` device pixels a second.
    ///
    /// `None` unless the speed is finite and above zero.
    pub fn new(width: u32, px_per_s: f64) -> Option<Self> {
        (width > 0 && px_per_s.is_finite() && px_per_s > 0.0).then_some(Self { width, px_per_s })
    }

    /// The strip's width in device pixels.
    pub const fn width(self) -> i64 {
        self.width as i64
    }

    /// Device pixels per second of the bed's clock.
    pub const fn px_per_s(self) -> f64 {
        self.px_per_s
    }

    /// Device pixels from time zero to `at`.
    pub fn position(self, at: Time) -> f64 {
        at.secs() * self.px_per_s
    }

    /// The column that `at` falls in.
    pub fn column(self, at: Time) -> i64 {
        self.position(at).floor() as i64
    }

    /// When `column` begins.
    pub fn time_of(self, column: i64) -> Time {
        Time::from_secs(column as f64 / self.px_per_s)
    }

    /// How long the pen takes for one page.
    pub fn period(self) -> Span {
        Span::from_secs(self.width as f64 / self.px_per_s)
    }

    /// Where on its page the pen stands at `at`, in device pixels from the left edge, `0..width`.
    pub fn pen(self, at: Time) -> f64 {
        self.position(at).rem_euclid(self.width as f64)
    }

    /// Cuts `columns` at the page edges, in order.
    pub fn pages(self, columns: Range<i64>) -> impl Iterator<Item = Page> {
        let width = self.width();
        let mut next = columns.start;
        std::iter::from_fn(move || {
            (next < columns.end).then(|| {
                let left = next.div_euclid(width) * width;
                let page = Page { columns: next..columns.end.min(left + width), left };
                next = page.columns.end;
                page
            })
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn the_pen_wraps_at_the_strips_width() {
        let sweep = Sweep::new(600, 100.0).unwrap();
        assert_eq!(sweep.pen(Time::from_millis(5_990)), 599.0);
        assert_eq!(sweep.pen(Time::from_millis(6_000)), 0.0);
        assert_eq!(sweep.pen(Time::from_millis(-10)), 599.0);
        assert_eq!(sweep.period(), Span::from_secs(6.0));
    }

    #[test]
    fn a_stretch_across_the_edge_is_cut_there() {
        let sweep = Sweep::new(10, 100.0).unwrap();
        let pages: Vec<_> = sweep.pages(-3..25).collect();
        let expected = [(-3..0, -10), (0..10, 0), (10..20, 10), (20..25, 20)];
        assert_eq!(pages, expected.map(|(columns, left)| Page { columns, left }));
        assert_eq!(sweep.pages(5..5).count(), 0);
    }

    #[test]
    fn columns_keep_their_place_after_days() {
        let sweep = Sweep::new(600, 25.0 * CSS_PX_PER_MM).unwrap();
        for column in [0, 1, 599, 94, 57_146_457] {
            assert_eq!(sweep.column(sweep.time_of(column) + Span::from_micros(2)), column);
        }
    }

    #[test]
    fn a_strip_without_width_or_speed_is_refused() {
        assert_eq!(Sweep::new(0, 100.0), None);
        assert_eq!(Sweep::new(10, 0.0), None);
        assert_eq!(Sweep::new(10, f64::NAN), None);
    }
}
