use std::ops::Range;

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, PathElement, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{Ink, Trend, TrendFrame, TrendPane, TrendSeries, TrendStyle, ticks::round_range};
use crate::charts::{Columns, Scale, Step};
use crate::model::{Span, Time};

/// Sizes of text in CSS pixels: axis numbers, names of series, their values.
const SMALL: f64 = 12.0;
const NAME: f64 = 12.0;
const VALUE: f64 = 18.0;

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Draws `trend` where `frame` says. With a `crosshair`, a place in pixels from the left of the
/// drawing, the readings there stand beside the panes; without one, the last ones.
///
/// # Errors
/// What the backend could not draw.
pub fn draw_trend<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    trend: &Trend,
    frame: &TrendFrame,
    ink: &Ink,
    crosshair: Option<f64>,
) -> Drawn<B> {
    let latest = |pane: &TrendPane| pane.series.iter().map(|series| series.latest(trend.to)).collect();
    let pointed =
        crosshair.and_then(|x| frame.readings_at(trend, x).map(|(at, panes)| (x as i32, at, panes)));
    let chart = Chart { area, trend, frame, ink };
    area.fill(&ink.paper)?;
    chart.time_axis(pointed.as_ref().map(|(x, ..)| *x))?;
    for (n, (pane, down)) in trend.panes.iter().zip(&frame.panes).enumerate() {
        let there = pointed.as_ref().and_then(|(.., panes)| panes.get(n).cloned());
        chart.pane(pane, down, &there.unwrap_or_else(|| latest(pane)))?;
    }
    match pointed {
        Some((x, at, _)) => chart.crosshair(x, at),
        None => Ok(()),
    }
}

struct Chart<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    trend: &'a Trend,
    frame: &'a TrendFrame,
    ink: &'a Ink,
}

impl<B: DrawingBackend> Chart<'_, B> {
    /// Leaves out the labels that the crosshair's own would touch.
    fn time_axis(&self, crosshair: Option<i32>) -> Drawn<B> {
        let frame = self.frame;
        let (ticks, step) = self.trend.axis.ticks(self.trend.from, self.trend.to, frame.span_of(76.0));
        let below = frame.panes.last().map_or(0, |pane| pane.end);
        for at in ticks {
            let x = frame.x_of(at) as i32;
            for pane in &frame.panes {
                self.fill(x..x + self.hair(), pane.clone(), self.ink.grid.to_rgba())?;
            }
            if crosshair.is_some_and(|place| (place - x).abs() < frame.px(64.0)) {
                continue;
            }
            let text = self.trend.axis.text(at, step);
            let style = self.text(SMALL, FontStyle::Normal, &self.ink.text, HPos::Center, VPos::Top);
            self.area.draw_text(&text, &style, (x, below + frame.px(6.0)))?;
        }
        Ok(())
    }

    fn pane(&self, pane: &TrendPane, down: &Range<i32>, readings: &[Option<(Time, f64)>]) -> Drawn<B> {
        let frame = self.frame;
        let (low, high) = pane.extent(self.trend.from, self.trend.to);
        let decimals = pane.series.iter().map(|series| series.decimals).max().unwrap_or(0);
        let intervals = (f64::from(down.end - down.start) / frame.ratio / 26.0) as usize;
        let finest = 10f64.powf(-(decimals as f64));
        let (bottom, top, step) = round_range(low, high, intervals.clamp(1, 6), finest);
        let Some(scale) = Scale::new(bottom, top, f64::from(down.start), f64::from(down.end - self.hair()))
        else {
            return Ok(());
        };
        for n in 0..=((top - bottom) / step).round() as i32 {
            let value = bottom + f64::from(n) * step;
            let y = scale.y(value) as i32;
            self.fill(frame.across.clone(), y..y + self.hair(), self.ink.grid.to_rgba())?;
            let digits = if step >= 1.0 { 0 } else { decimals };
            let style = self.text(SMALL, FontStyle::Normal, &self.ink.text, HPos::Right, VPos::Center);
            self.area.draw_text(
                &format!("{value:.digits$}"),
                &style,
                (frame.across.start - frame.px(8.0), y),
            )?;
        }
        for series in &pane.series {
            self.limits(series, scale)?;
        }
        for series in &pane.series {
            match series.style {
                TrendStyle::Line { .. } => self.line(series, scale)?,
                TrendStyle::Spots | TrendStyle::Crosses => self.single(series, scale)?,
            }
        }
        self.legend(pane, down, readings)
    }

    /// Dashed, so that they cannot be taken for readings nor for the grid.
    fn limits(&self, series: &TrendSeries, scale: Scale) -> Drawn<B> {
        let across = &self.frame.across;
        let (dash, gap) = (self.frame.px(5.0).max(1), self.frame.px(4.0).max(1));
        for limit in [series.limits.low(), series.limits.high()].into_iter().flatten() {
            let y = scale.y(limit) as i32;
            for left in across.clone().step_by((dash + gap) as usize) {
                let right = (left + dash).min(across.end);
                self.fill(left..right, y..y + self.hair(), series.color.mix(0.7))?;
            }
        }
        Ok(())
    }

    fn line(&self, series: &TrendSeries, scale: Scale) -> Drawn<B> {
        let TrendStyle::Line { join } = series.style else { return Ok(()) };
        let frame = self.frame;
        let mut lines: Vec<Vec<(i32, i32)>> = Vec::new();
        let mut columns = Columns::new(|step| match step {
            Step::Move(x, y) => lines.push(vec![pixel(x, y)]),
            Step::Line(x, y) => {
                if let Some(line) = lines.last_mut() {
                    line.push(pixel(x, y));
                }
            }
        });
        let mut before = None;
        for (at, value) in series.around(self.trend.from, self.trend.to) {
            if before.is_some_and(|before| *at - before > join) {
                columns.gap();
            }
            columns.point(frame.x_of(*at), value.map_or(f64::NAN, |value| scale.y(value)));
            before = Some(*at);
        }
        columns.gap();
        let stroke = series.color.stroke_width((1.5 * frame.ratio).round().max(1.0) as u32);
        for line in lines {
            for inside in within(&line, &frame.across) {
                self.area.draw(&PathElement::new(inside, stroke))?;
            }
        }
        Ok(())
    }

    fn single(&self, series: &TrendSeries, scale: Scale) -> Drawn<B> {
        let frame = self.frame;
        for (at, value) in series.around(self.trend.from, self.trend.to) {
            let x = frame.x_of(*at);
            if let Some(value) = value
                && frame.time_at(x).is_some()
            {
                let place = pixel(x, scale.y(*value));
                if series.style == TrendStyle::Crosses {
                    let stroke = series.color.stroke_width(frame.px(1.5).max(1) as u32);
                    cross(place, frame.px(3.5).max(2))
                        .into_iter()
                        .try_for_each(|line| self.area.draw(&PathElement::new(line, stroke)))?;
                } else {
                    self.area.draw(&Circle::new(place, frame.px(2.5), series.color.filled()))?;
                }
            }
        }
        Ok(())
    }

    /// Name, value and unit of each series, right of its pane.
    fn legend(&self, pane: &TrendPane, down: &Range<i32>, readings: &[Option<(Time, f64)>]) -> Drawn<B> {
        let frame = self.frame;
        let left = frame.across.end + frame.px(12.0);
        let each = (down.end - down.start) / i32::try_from(pane.series.len()).unwrap_or(i32::MAX).max(1);
        let tall = f64::from(each) >= 34.0 * frame.ratio;
        for ((n, series), row) in pane.series.iter().enumerate().zip(0..) {
            let y = down.start + each * row;
            let text = series.text(readings.get(n).copied().flatten().map(|(_, value)| value));
            let name = self.text(NAME, FontStyle::Bold, &series.color, HPos::Left, VPos::Top);
            if tall {
                let unit = self.text(SMALL, FontStyle::Normal, &self.ink.text, HPos::Right, VPos::Top);
                let value = self.text(VALUE, FontStyle::Bold, &series.color, HPos::Left, VPos::Top);
                self.area.draw_text(&series.label, &name, (left, y))?;
                self.area.draw_text(&series.unit, &unit, (frame.width - frame.px(8.0), y))?;
                self.area.draw_text(&text, &value, (left, y + frame.px(15.0)))?;
            } else {
                self.area.draw_text(&format!("{} {text}", series.label), &name, (left, y))?;
            }
        }
        Ok(())
    }

    fn crosshair(&self, x: i32, at: Time) -> Drawn<B> {
        let frame = self.frame;
        for pane in &frame.panes {
            self.fill(x..x + self.hair(), pane.clone(), self.ink.crosshair.to_rgba())?;
        }
        let below = frame.panes.last().map_or(0, |pane| pane.end);
        let seconds = frame.span_of(76.0) < Span::from_secs(600.0);
        let step = Span::from_secs(if seconds { 1.0 } else { 60.0 });
        let half = frame.px(if seconds { 34.0 } else { 24.0 });
        self.fill(
            x - half..x + half,
            below + frame.px(2.0)..below + frame.px(21.0),
            self.ink.crosshair.to_rgba(),
        )?;
        let style = self.text(SMALL, FontStyle::Bold, &self.ink.paper, HPos::Center, VPos::Top);
        self.area.draw_text(&self.trend.axis.text(at, step), &style, (x, below + frame.px(6.0)))
    }

    /// The width of a hairline.
    fn hair(&self) -> i32 {
        self.frame.px(1.0).max(1)
    }

    /// Filled rectangles are crisp on every backend; lines of one pixel are not.
    fn fill(&self, across: Range<i32>, down: Range<i32>, color: RGBAColor) -> Drawn<B> {
        let corners = [(across.start, down.start), (across.end, down.end)];
        self.area.draw(&Rectangle::new(corners, color.filled()))
    }

    fn text<'s>(
        &'s self,
        size: f64,
        weight: FontStyle,
        color: &'s RGBColor,
        across: HPos,
        down: VPos,
    ) -> TextStyle<'s> {
        let font = FontDesc::new(FontFamily::Name(&self.ink.font), size * self.frame.ratio, weight);
        TextStyle::from(font).color(color).pos(Pos::new(across, down))
    }
}

fn pixel(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// The two lines of a cross that reaches `arm` pixels from its middle.
pub(in crate::charts) fn cross((x, y): (i32, i32), arm: i32) -> [Vec<(i32, i32)>; 2] {
    [vec![(x - arm, y - arm), (x + arm, y + arm)], vec![(x - arm, y + arm), (x + arm, y - arm)]]
}

/// The parts of `line` inside `across`, cut exactly at its edges.
fn within(line: &[(i32, i32)], across: &Range<i32>) -> Vec<Vec<(i32, i32)>> {
    let mut parts: Vec<Vec<(i32, i32)>> = Vec::new();
    for ends in line.windows(2) {
        let (one, other) = (ends[0], ends[1]);
        if other.0 < across.start || one.0 > across.end {
            continue;
        }
        let at = |x: i32| {
            let share = f64::from(x - one.0) / f64::from((other.0 - one.0).max(1));
            (x, one.1 + (f64::from(other.1 - one.1) * share).round() as i32)
        };
        let start = if one.0 < across.start { at(across.start) } else { one };
        let end = if other.0 > across.end { at(across.end) } else { other };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&start) => part.push(end),
            _ => parts.push(vec![start, end]),
        }
    }
    parts
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
