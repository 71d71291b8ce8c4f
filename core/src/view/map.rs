//! Layers of the map.
