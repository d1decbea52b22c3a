//! The one source of chance. A seed gives the same throws in the same order, on every machine.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};

/// Chance, as a sequence that its seed decides.
#[derive(Debug, Clone)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Dice of their own, so that who throws them does not disturb the others.
    pub(crate) fn fork(&mut self) -> Self {
        Self::new(self.0.next_u64())
    }

    /// A number from `from` to `to`, both included. The bias of the remainder is far below what a simulation can tell.
    pub(crate) fn within(&mut self, from: i64, to: i64) -> i64 {
        let span = from.abs_diff(to.max(from)).saturating_add(1);
        from.saturating_add_unsigned(self.0.next_u64() % span)
    }

    /// A place in a list of so many; 0 for an empty one.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        let length = u64::try_from(length.max(1)).unwrap_or(1);
        usize::try_from(self.0.next_u64() % length).unwrap_or(0)
    }

    /// True in so many of a million throws.
    pub(crate) fn chance(&mut self, millionths: u32) -> bool {
        millionths > 0 && self.0.next_u64() % 1_000_000 < u64::from(millionths)
    }

    /// One of a list; `None` only of an empty one.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.place(list.len())).copied()
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_throws() {
        let throws = |seed| {
            let mut dice = Dice::new(seed);
            [dice.within(-5, 5), dice.within(0, 1_000_000), i64::from(dice.chance(500_000))]
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }

    #[test]
    fn bounds_belong_to_what_is_thrown() {
        let mut dice = Dice::new(1);
        let thrown: Vec<_> = (0..200).map(|_| dice.within(-1, 1)).collect();
        assert_eq!((thrown.iter().min(), thrown.iter().max()), (Some(&-1), Some(&1)));
        assert!(!dice.chance(0));
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
