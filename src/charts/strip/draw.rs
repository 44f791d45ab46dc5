use std::ops::Range;

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{PathElement, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color, FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    StripChart, StripPaper, StripRow,
    paper::{BELOW, LABEL},
};
use crate::{
    charts::{Columns, Ink, Scale, Step},
    model::Span,
};

const TEXT: f64 = 12.0;

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// Draws `chart` on `paper`, whose [`StripPaper::size`] the area has.
///
/// # Errors
/// What the backend could not draw.
pub fn draw_strip<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    chart: &StripChart,
    paper: &StripPaper,
    ink: &Ink,
) -> Drawn<B> {
    let strip = Strip { area, chart, paper, ink, width: area.dim_in_pixel().0.cast_signed() };
    area.fill(&ink.paper)?;
    let mut top = 0.0;
    for row in &chart.rows {
        strip.row(row, top + LABEL)?;
        top += LABEL + row.height_mm() * crate::charts::CSS_PX_PER_MM;
    }
    strip.time_axis(top)?;
    strip.marks(top)
}

struct Strip<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    chart: &'a StripChart,
    paper: &'a StripPaper,
    ink: &'a Ink,
    width: i32,
}

impl<B: DrawingBackend> Strip<'_, B> {
    /// A row whose paper begins at `top` CSS pixels.
    fn row(&self, row: &StripRow, top: f64) -> Drawn<B> {
        let per_mm = self.paper.per_mm();
        let height = row.height_mm() * per_mm;
        let (top, bottom) = (top * self.paper.ratio, top.mul_add(self.paper.ratio, height));
        self.grid(top, row.height_mm())?;
        let (low, high) = row.range().unwrap_or((0.0, 1.0));
        let middle = f64::midpoint(low, high);
        // An ECG to scale; another wave as high as its row, a flat one in the middle.
        let half =
            if row.ecg { row.height_mm() / row.gain() / 2.0 } else { ((high - low) / 2.0 * 1.1).max(1e-6) };
        if let Some(scale) = Scale::new(middle - half, middle + half, top, bottom) {
            self.wave(row, scale)?;
        }
        let label = if row.ecg {
            format!("{}  {} mm/mV", row.label, row.gain())
        } else if row.range().is_some() && row.unit != "a.u." {
            format!("{}  {low:.0} to {high:.0} {}", row.label, row.unit)
        } else {
            row.label.clone()
        };
        let style = self.text(FontStyle::Bold, &row.color, HPos::Left, VPos::Bottom);
        self.area.draw_text(&label, &style, (self.paper.px(4.0), top as i32 - self.paper.px(3.0)))
    }

    /// Lines every millimetre, and stronger ones every five, as on ECG paper.
    fn grid(&self, top: f64, height_mm: f64) -> Drawn<B> {
        let per_mm = self.paper.per_mm();
        let bottom = top + height_mm * per_mm;
        let hair = self.paper.px(1.0).max(1);
        let color = |mm: i32| self.ink.grid.mix(if mm % 5 == 0 { 1.0 } else { 0.4 });
        for mm in 0..=(f64::from(self.width) / per_mm) as i32 {
            let x = (f64::from(mm) * per_mm).round() as i32;
            self.fill(x..x + hair, top as i32..bottom as i32, color(mm))?;
        }
        for mm in 0..=height_mm as i32 {
            let y = (top + f64::from(mm) * per_mm).round() as i32;
            self.fill(0..self.width, y..y + hair, color(mm))?;
        }
        Ok(())
    }

    fn wave(&self, row: &StripRow, scale: Scale) -> Drawn<B> {
        let mut lines: Vec<Vec<(i32, i32)>> = Vec::new();
        let pixel = |x: f64, y: f64| (x.round() as i32, y.round() as i32);
        let mut columns = Columns::new(|step| match step {
            Step::Move(x, y) => lines.push(vec![pixel(x, y)]),
            Step::Line(x, y) => lines.iter_mut().last().into_iter().for_each(|line| line.push(pixel(x, y))),
        });
        for (n, sample) in (0..).zip(&row.samples) {
            let x = self.paper.x_of(self.chart, row.rate.time_of(row.begins, n));
            columns.point(x, scale.y(f64::from(*sample)));
        }
        columns.gap();
        let stroke = row.color.stroke_width((1.5 * self.paper.ratio).round().max(1.0) as u32);
        lines.into_iter().try_for_each(|line| self.area.draw(&PathElement::new(line, stroke)))
    }

    /// What the clock reads, and the speed of the paper.
    fn time_axis(&self, below: f64) -> Drawn<B> {
        let y = self.paper.px(below + 5.0);
        let second = Span::from_millis(1_000);
        let spacing = Span::from_secs(90.0 / crate::charts::CSS_PX_PER_MM / self.paper.mm_per_s);
        let (ticks, _) = self.chart.axis.ticks(self.chart.from, self.chart.to, spacing.max(second));
        let speed = format!("{} mm/s", self.paper.mm_per_s);
        let edge = self.width - self.paper.px(110.0);
        for at in ticks {
            let x = self.paper.x_of(self.chart, at) as i32;
            if (self.paper.px(32.0)..edge).contains(&x) {
                let style = self.text(FontStyle::Normal, &self.ink.text, HPos::Center, VPos::Top);
                self.area.draw_text(&self.chart.axis.text(at, second), &style, (x, y))?;
            }
        }
        let style = self.text(FontStyle::Bold, &self.ink.text, HPos::Right, VPos::Top);
        self.area.draw_text(&speed, &style, (self.width - self.paper.px(4.0), y))
    }

    /// A line down all rows at each moment, its name beside the upper end: where two are near each other the
    /// later name stands lower.
    fn marks(&self, below: f64) -> Drawn<B> {
        let end = self.paper.px(below + BELOW / 4.0);
        let wide = self.paper.px(2.0).max(1);
        for (n, (at, name)) in (0_i32..).zip(&self.chart.marks) {
            let x = self.paper.x_of(self.chart, *at) as i32;
            self.fill(x..x + wide, 0..end, self.ink.crosshair.to_rgba())?;
            let style = self.text(FontStyle::Bold, &self.ink.crosshair, HPos::Left, VPos::Top);
            let y = self.paper.px(4.0) + (n % 3) * self.paper.px(15.0);
            self.area.draw_text(name, &style, (x + self.paper.px(5.0), y))?;
        }
        Ok(())
    }

    /// Filled rectangles are crisp on every backend; lines of one pixel are not.
    fn fill(&self, across: Range<i32>, down: Range<i32>, color: RGBAColor) -> Drawn<B> {
        let corners = [(across.start, down.start), (across.end, down.end)];
        self.area.draw(&Rectangle::new(corners, color.filled()))
    }

    fn text<'s>(&'s self, weight: FontStyle, color: &'s RGBColor, across: HPos, down: VPos) -> TextStyle<'s> {
        let font = FontDesc::new(FontFamily::Name(&self.ink.font), TEXT * self.paper.ratio, weight);
        TextStyle::from(font).color(color).pos(Pos::new(across, down))
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
