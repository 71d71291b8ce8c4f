//! Merging as its users see it: documents that converge, a gate that holds, bytes that stay.

#[cfg(test)]
mod convergence;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod forge;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod golden;
