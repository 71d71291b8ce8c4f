//! Drawing closed cases, and writing down what people answered.
