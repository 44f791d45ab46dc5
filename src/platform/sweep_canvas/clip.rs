/// A rectangle in whole device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clip {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Clip {
    /// The smallest rectangle around both.
    pub fn around(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// Whether they have a pixel in common.
    pub fn meets(self, other: Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}
