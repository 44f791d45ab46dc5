/// One step of a pen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Put the pen down here: the start of a line.
    Move(f64, f64),
    /// Draw to here.
    Line(f64, f64),
}

type Point = (f64, f64);

/// Reduces a line to what can be seen of it in columns of one pixel.
///
/// Of the points that share a column the first, highest, lowest and last are kept, in their order
/// and at their own `x`, so that a spike of one point stays and the picture equals that of all
/// points. A gap lifts the pen; a lone point between gaps becomes a dot of one pixel.
pub struct Columns<P: FnMut(Step)> {
    pen: P,
    column: i64,
    /// First, highest, lowest and last point of the open column.
    open: Option<[Point; 4]>,
    down: Option<Point>,
    drawn: bool,
}

impl<P: FnMut(Step)> Columns<P> {
    /// Hands the steps to `pen` as they come.
    pub const fn new(pen: P) -> Self {
        Self { pen, column: i64::MIN, open: None, down: None, drawn: false }
    }

    /// The next point of the line; `x` never goes back. A `y` of `NaN` is a gap.
    pub fn point(&mut self, x: f64, y: f64) {
        if y.is_nan() {
            self.gap();
            return;
        }
        let column = x.floor() as i64;
        if column != self.column {
            self.close();
            self.column = column;
        }
        match &mut self.open {
            None => self.open = Some([(x, y); 4]),
            Some([_, high, low, last]) => {
                if y < high.1 {
                    *high = (x, y);
                }
                if y > low.1 {
                    *low = (x, y);
                }
                *last = (x, y);
            }
        }
    }

    /// The line is interrupted here, or at its end.
    pub fn gap(&mut self) {
        self.close();
        if let Some((x, y)) = self.down.take()
            && !self.drawn
        {
            (self.pen)(Step::Line(x + 1.0, y));
        }
    }

    fn close(&mut self) {
        let Some([first, high, low, last]) = self.open.take() else { return };
        let (earlier, later) = if high.0 <= low.0 { (high, low) } else { (low, high) };
        for point in [first, earlier, later, last] {
            if self.down == Some(point) {
                continue;
            }
            self.drawn = self.down.is_some();
            (self.pen)(if self.drawn { Step::Line(point.0, point.1) } else { Step::Move(point.0, point.1) });
            self.down = Some(point);
        }
    }
}
