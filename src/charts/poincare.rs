use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, PathElement, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    Ink, TachogramInk,
    trend::{cross, round_range},
};
use crate::model::Interval;

/// Room for the numbers left of and below the plot, and between it and the other edges, CSS pixels.
const LEFT: f64 = 48.0;
const BELOW: f64 = 40.0;
const EDGE: f64 = 18.0;
const TEXT: f64 = 12.0;
/// The range shown at least, ms: a very even heart does not fill the plot with its noise.
const LEAST: f64 = 200.0;

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Each RR interval over the one before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Poincare {
    /// Pairs of intervals that follow each other, ms: the earlier, the later, and whether both are normal.
    pairs: Vec<(f64, f64, bool)>,
    /// The middle of the ellipse and its half axes, SD1 across and SD2 along the line of identity, ms.
    ellipse: Option<(f64, f64, f64)>,
}

impl Poincare {
    /// The pairs among intervals in order of time; none across a gap, none that are not finite.
    pub fn new<'a>(intervals: impl IntoIterator<Item = &'a Interval>) -> Self {
        let mut before: Option<&Interval> = None;
        let mut pairs = Vec::new();
        for interval in intervals.into_iter().filter(|interval| interval.millis.is_finite()) {
            if let Some(before) = before.filter(|_| interval.joined) {
                pairs.push((before.millis, interval.millis, before.is_normal() && interval.is_normal()));
            }
            before = Some(interval);
        }
        Self { pairs, ellipse: None }
    }

    /// With the ellipse of SD1 and SD2 around the mean interval, all in ms.
    #[must_use]
    pub fn ellipse(mut self, mean_ms: f64, sd1_ms: f64, sd2_ms: f64) -> Self {
        self.ellipse = [mean_ms, sd1_ms, sd2_ms]
            .iter()
            .all(|value| value.is_finite() && *value >= 0.0)
            .then_some((mean_ms, sd1_ms, sd2_ms));
        self
    }

    /// The shortest and longest interval that has to be visible.
    fn extent(&self) -> (f64, f64) {
        let all = self.pairs.iter().flat_map(|(before, after, _)| [*before, *after]);
        let (low, high) = all.fold((f64::INFINITY, 0.0_f64), |(low, high), ms| (low.min(ms), high.max(ms)));
        if low > high {
            return (600.0, 1_000.0);
        }
        let more = ((LEAST - (high - low)) / 2.0).max(0.0);
        ((low - more).max(0.0), high + more)
    }
}

/// Draws `plot` as the largest square that fits, with the line of identity. Pairs of normal intervals are
/// dots; pairs with an ectopic interval or an artefact are crosses. `ratio` is device pixels to a CSS pixel.
///
/// # Errors
/// What the backend could not draw.
pub fn draw_poincare<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    plot: &Poincare,
    ratio: f64,
    ink: &Ink,
    colors: TachogramInk,
) -> Drawn<B> {
    area.fill(&ink.paper)?;
    let (width, height) = area.dim_in_pixel();
    let side = (f64::from(width) - (LEFT + EDGE) * ratio).min(f64::from(height) - (BELOW + EDGE) * ratio);
    if side < 32.0 * ratio {
        return Ok(());
    }
    let (low, high) = plot.extent();
    let lines = (side / ratio / 50.0) as usize;
    let (low, high, step) = round_range(low, high, lines.clamp(2, 8), 50.0);
    let square = Square { area, ratio, ink, side, low, high };
    square.grid(step)?;
    for (before, after, _) in plot.pairs.iter().filter(|(.., normal)| *normal) {
        let dot =
            Circle::new(square.place(*before, *after), square.px(2.0).max(1), colors.line.mix(0.7).filled());
        area.draw(&dot)?;
    }
    // On top, so that the odd ones are seen in a crowd.
    for (before, after, _) in plot.pairs.iter().filter(|(.., normal)| !*normal) {
        for line in cross(square.place(*before, *after), square.px(3.5).max(2)) {
            square.line(line, colors.marked)?;
        }
    }
    plot.ellipse.map_or(Ok(()), |ellipse| square.ellipse(ellipse))
}

/// The plot's square and its scale, the same for both axes.
struct Square<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    ratio: f64,
    ink: &'a Ink,
    side: f64,
    low: f64,
    high: f64,
}

impl<B: DrawingBackend> Square<'_, B> {
    fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    /// Where a pair stands.
    fn place(&self, before: f64, after: f64) -> (i32, i32) {
        let share = |ms: f64| ((ms - self.low) / (self.high - self.low)).clamp(0.0, 1.0) * self.side;
        let (x, y) = (LEFT * self.ratio + share(before), EDGE * self.ratio + self.side - share(after));
        (x.round() as i32, y.round() as i32)
    }

    /// Lines at round values with their numbers, the line of identity, and what the axes are.
    fn grid(&self, step: f64) -> Drawn<B> {
        let hair = self.px(1.0).max(1);
        for n in 0..=((self.high - self.low) / step).round() as i32 {
            let ms = self.low + f64::from(n) * step;
            let ((x, bottom), (_, top)) = (self.place(ms, self.low), self.place(ms, self.high));
            let ((left, y), (right, _)) = (self.place(self.low, ms), self.place(self.high, ms));
            self.fill([(x, top), (x + hair, bottom)])?;
            self.fill([(left, y), (right, y + hair)])?;
            let number = format!("{ms:.0}");
            self.text(&number, (x, bottom + self.px(4.0)), HPos::Center, VPos::Top)?;
            self.text(&number, (left - self.px(6.0), y), HPos::Right, VPos::Center)?;
        }
        self.line(vec![self.place(self.low, self.low), self.place(self.high, self.high)], self.ink.grid)?;
        let (x, bottom) = self.place(f64::midpoint(self.low, self.high), self.low);
        self.text("RR before, ms", (x, bottom + self.px(20.0)), HPos::Center, VPos::Top)?;
        let (left, top) = self.place(self.low, self.high);
        self.text("RR, ms", (left + self.px(6.0), top + self.px(6.0)), HPos::Left, VPos::Top)
    }

    /// Half axes of SD2 along the line of identity and SD1 across it.
    fn ellipse(&self, (mean, sd1, sd2): (f64, f64, f64)) -> Drawn<B> {
        let turned = |n: i32| {
            let (sin, cos) = (f64::from(n) * std::f64::consts::TAU / 48.0).sin_cos();
            let (along, across) = (sd2 * cos, sd1 * sin);
            let diagonal = std::f64::consts::FRAC_1_SQRT_2;
            self.place(mean + (along - across) * diagonal, mean + (along + across) * diagonal)
        };
        self.line((0..=48).map(turned).collect(), self.ink.crosshair)
    }

    fn line(&self, points: Vec<(i32, i32)>, color: RGBColor) -> Drawn<B> {
        let stroke = color.stroke_width(self.px(1.5).max(1) as u32);
        self.area.draw(&PathElement::new(points, stroke))
    }

    fn fill(&self, corners: [(i32, i32); 2]) -> Drawn<B> {
        self.area.draw(&Rectangle::new(corners, self.ink.grid.filled()))
    }

    fn text(&self, text: &str, at: (i32, i32), across: HPos, down: VPos) -> Drawn<B> {
        let font = FontDesc::new(FontFamily::Name(&self.ink.font), TEXT * self.ratio, FontStyle::Normal);
        let style = TextStyle::from(font).color(&self.ink.text).pos(Pos::new(across, down));
        self.area.draw_text(text, &style, at)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        charts::svg,
        model::{IntervalKind, Origin, Time},
    };

    const COLORS: TachogramInk = TachogramInk { line: RGBColor(61, 220, 132), marked: RGBColor(255, 180, 0) };

    fn svg(plot: &Poincare, size: (u32, u32)) -> String {
        svg::svg(size, |area| draw_poincare(area, plot, 1.0, &svg::ink(), COLORS))
    }

    fn series(lengths: &[(f64, IntervalKind, bool)]) -> Vec<Interval> {
        let interval = |(millis, kind, joined): &(f64, IntervalKind, bool)| {
            let interval = Interval::new(Time::ZERO, *millis, Origin::Simulated);
            Interval { kind: *kind, joined: *joined, ..interval }
        };
        lengths.iter().map(interval).collect()
    }

    fn attribute(line: &str, name: &str) -> i32 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn pairs_are_dots_on_equal_scales_and_marked_ones_crosses() {
        use IntervalKind::{Ectopic, Normal};
        let intervals = series(&[
            (800.0, Normal, false),
            (900.0, Normal, true),
            (700.0, Normal, true),
            (500.0, Ectopic, true),
            (1_100.0, Ectopic, true),
            (800.0, Normal, true),
            (f64::NAN, Normal, true),
            (850.0, Normal, false),
            (1_000.0, Normal, true),
        ]);
        let drawing = svg(&Poincare::new(&intervals), (400, 300));
        let dots: Vec<(i32, i32)> = drawing
            .lines()
            .filter(|line| line.starts_with("<circle"))
            .map(|line| (attribute(line, "cx"), attribute(line, "cy")))
            .collect();
        // (800, 900), (900, 700) and (850, 1000); the gap makes no pair of 800 and 850.
        assert_eq!(dots.len(), 3);
        let (x, y) = (f64::from(dots[1].0 - dots[0].0) / 100.0, f64::from(dots[0].1 - dots[1].1) / -200.0);
        assert!((x - y).abs() < 0.02, "{x} and {y} pixels a millisecond");
        let crosses =
            drawing.lines().filter(|line| line.starts_with("<polyline") && line.contains("#FFB400"));
        assert_eq!(crosses.count(), 2 * 3);
        assert!(drawing.contains("RR before, ms"));
    }

    #[test]
    fn the_ellipse_lies_along_the_line_of_identity() {
        let intervals = series(&[(800.0, IntervalKind::Normal, false), (800.0, IntervalKind::Normal, true)]);
        let drawing = svg(&Poincare::new(&intervals).ellipse(800.0, 10.0, 60.0), (400, 400));
        let line = drawing.lines().find(|line| line.contains("#E6EBF0")).unwrap();
        let points = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        let points: Vec<(i32, i32)> = points
            .split_whitespace()
            .map(|point| point.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        let rightmost = points.iter().max_by_key(|point| point.0).unwrap();
        let highest = points.iter().min_by_key(|point| point.1).unwrap();
        assert!((rightmost.0 - highest.0).abs() < 12 && (rightmost.1 - highest.1).abs() < 12);
        let none = Poincare::new(&intervals).ellipse(f64::NAN, 1.0, 1.0);
        assert!(!svg(&none, (400, 400)).contains("#E6EBF0"));
    }

    #[test]
    fn nothing_and_no_room_are_drawn_too() {
        assert!(svg(&Poincare::default(), (400, 400)).contains("RR, ms"));
        assert!(!svg(&Poincare::default(), (60, 400)).contains("RR, ms"));
    }
}
